//! What strangers may send is read without a panic, and what is read holds: requests, documents, cursors, ids, tokens,
//! settings, keys, words, rows of an import. In the suite each target runs on some thousands of inputs of chance; guided
//! by coverage it runs for as long as one likes by `cargo bolero test --test stories fuzz::documents::…`.
//! Deliberately absent: what the inputs mean; the stories of each subject say that.

mod documents;
mod files;
mod settings;
mod texts;

/// How many inputs of chance each target has in the suite.
const INPUTS: usize = 2_000;

/// The words at the places that the bytes name.
fn spoken<'a>(words: &[&'a str], bytes: &[u8]) -> Vec<&'a str> {
    let at = |byte: &u8| words[usize::from(*byte) % words.len()];
    bytes.iter().map(at).collect()
}
