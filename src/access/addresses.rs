//! The addresses from which a token is taken: ranges such as `10.0.0.0/8` and single addresses. A list that cannot be
//! read takes nobody. Deliberately absent: finding out where a caller is; the doors know.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

/// A range of addresses, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range(IpNet);

impl FromStr for Range {
    type Err = String;

    /// Refuses a range whose address has bits beyond its length: `10.1.2.3/8` may be meant in two ways.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let one = text.parse::<IpAddr>().map(IpNet::from);
        let net = one.or_else(|_| text.parse::<IpNet>());
        net.ok()
            .filter(|net| *net == net.trunc())
            .map(Self)
            .ok_or_else(|| format!("`{text}` is no range of addresses such as 10.0.0.0/8"))
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Range {
    /// Whether an address lies in it; an IPv4 address written as IPv6 is the IPv4 address.
    pub fn holds(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// The ranges as one text, as a token's row keeps them; none for a token that is taken from everywhere.
pub fn written(ranges: &[Range]) -> Option<String> {
    let texts: Vec<String> = ranges.iter().map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// Whether a token with these ranges is taken from an address, which may not be known.
pub fn taken_from(ranges: Option<&str>, address: Option<IpAddr>) -> bool {
    let Some(ranges) = ranges else { return true };
    let Some(address) = address else { return false };
    let read: Result<Vec<Range>, _> = ranges.split(' ').map(str::parse).collect();
    read.is_ok_and(|ranges| ranges.iter().any(|range| range.holds(address)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_from_its_ranges_only() {
        for (ranges, address, taken) in [
            (None, None, true),
            (None, Some("203.0.113.7"), true),
            (Some("10.0.0.0/8"), None, false),
            (Some("10.0.0.0/8"), Some("10.255.0.1"), true),
            (Some("10.0.0.0/8"), Some("11.0.0.1"), false),
            (Some("10.0.0.0/8"), Some("::ffff:10.0.0.1"), true),
            (Some("10.0.0.0/8 203.0.113.7/32"), Some("203.0.113.7"), true),
            (
                Some("10.0.0.0/8 203.0.113.7/32"),
                Some("203.0.113.8"),
                false,
            ),
            (Some("2001:db8::/32"), Some("2001:db8:1::1"), true),
            (Some("2001:db8::/32"), Some("2001:db9::1"), false),
            (Some(""), Some("10.0.0.1"), false),
            (Some("10.0.0.0/8 garbage"), Some("10.0.0.1"), false),
        ] {
            let address = address.map(|text| text.parse().unwrap());
            assert_eq!(taken_from(ranges, address), taken, "{ranges:?} {address:?}");
        }
    }

    #[test]
    fn ranges_are_read_and_written() {
        let read: Vec<Range> = ["10.0.0.0/8", "203.0.113.7", "::1"]
            .map(|text| text.parse().unwrap())
            .to_vec();
        let text = "10.0.0.0/8 203.0.113.7/32 ::1/128";
        assert_eq!(written(&read).as_deref(), Some(text));
        assert_eq!(written(&[]), None);
        for bad in ["", "10.1.2.3/8", "10.0.0.0/33", "10.0.0", "host"] {
            assert!(bad.parse::<Range>().is_err(), "{bad}");
        }
    }
}
