//! The contract that frontends build on: `schema.graphql` is what the program prints.
//! Deliberately absent: what the types mean; their descriptions say it.

#[test]
fn the_schema_on_file_is_the_programs() {
    let on_file = include_str!("../schema.graphql");
    assert_eq!(
        on_file,
        workrooms::schema::sdl(),
        "schema.graphql is stale: cargo run -- schema > schema.graphql"
    );
}
