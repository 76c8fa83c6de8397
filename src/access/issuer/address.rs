//! The address of an issuer: HTTPS, or plain HTTP on this very machine. Deliberately absent: reading it.

use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;

/// The address of an issuer, to the letter as its tokens name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerAddress(String);

impl FromStr for IssuerAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| "an issuer is an address: https://…".to_owned())?;
        let bare = url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err("an issuer's address has no query, no fragment and no password".to_owned());
        }
        may_be_read(&url, None)
            .then(|| Self(text.to_owned()))
            .ok_or_else(|| {
                "an issuer is read over https, or over http on this machine only".to_owned()
            })
    }
}

impl std::fmt::Display for IssuerAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl IssuerAddress {
    /// Where the issuer describes itself.
    pub fn discovery(&self) -> Result<Url, String> {
        let text = format!(
            "{}/.well-known/openid-configuration",
            self.0.trim_end_matches('/')
        );
        Url::parse(&text).map_err(|_| "no address".to_owned())
    }
}

/// Whether an address may be read: by HTTPS, or by plain HTTP where it is this machine's own; what an issuer that is read
/// by HTTPS names must be read so too.
pub fn may_be_read(url: &Url, named_by: Option<&Url>) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => is_loopback(url) && named_by.is_none_or(|by| by.scheme() == "http"),
        _ => false,
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost"
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_read_over_https_or_on_this_machine() {
        for (text, good) in [
            ("https://id.example.cn", true),
            ("https://id.example.cn/realms/zx", true),
            ("http://127.0.0.1:8180/realms/zx", true),
            ("http://[::1]:8180", true),
            ("http://localhost:8180", true),
            ("http://id.example.cn", false),
            ("http://127.0.0.1.example.cn", false),
            ("http://10.0.0.1", false),
            ("ftp://127.0.0.1", false),
            ("file:///etc/passwd", false),
            ("https://a:b@id.example.cn", false),
            ("https://id.example.cn/?a=b", false),
            ("https://id.example.cn/#a", false),
            ("id.example.cn", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<IssuerAddress>().is_ok(), good, "{text}");
        }
    }

    #[test]
    fn what_an_https_issuer_names_is_read_over_https() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (far, near) = (url("https://id.example.cn"), url("http://127.0.0.1:1"));
        for (named, by, good) in [
            ("https://keys.example.cn/jwks", &far, true),
            ("http://keys.example.cn/jwks", &far, false),
            ("http://127.0.0.1:1/jwks", &far, false),
            ("http://127.0.0.1:1/jwks", &near, true),
            ("http://keys.example.cn/jwks", &near, false),
            ("https://keys.example.cn/jwks", &near, true),
        ] {
            assert_eq!(may_be_read(&url(named), Some(by)), good, "{named} by {by}");
        }
    }

    #[test]
    fn discovery_is_below_the_issuer() {
        for (issuer, discovery) in [
            (
                "https://a.cn",
                "https://a.cn/.well-known/openid-configuration",
            ),
            (
                "https://a.cn/",
                "https://a.cn/.well-known/openid-configuration",
            ),
            (
                "https://a.cn/realms/zx",
                "https://a.cn/realms/zx/.well-known/openid-configuration",
            ),
        ] {
            let issuer: IssuerAddress = issuer.parse().unwrap();
            assert_eq!(issuer.discovery().unwrap().as_str(), discovery);
        }
    }
}
