//! Where deliveries may go: out, by HTTPS; and inside, or by plain HTTP, only to networks that the settings name.
//! Deliberately absent: resolving names.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::Url;

/// The longest address, in characters.
const LONGEST: usize = 2000;

const fn v4(a: u8, b: u8, c: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), length)
}

const fn v6(head: [u16; 3], length: u8) -> Ipv6Net {
    let [a, b, c] = head;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), length)
}

/// IPv4 networks that are nobody's out there: this network, private ones, carriers' own, this machine, links, protocols,
/// examples, benchmarks, multicast and what is reserved.
const INSIDE_V4: [Ipv4Net; 15] = [
    v4(0, 0, 0, 8),
    v4(10, 0, 0, 8),
    v4(100, 64, 0, 10),
    v4(127, 0, 0, 8),
    v4(169, 254, 0, 16),
    v4(172, 16, 0, 12),
    v4(192, 0, 0, 24),
    v4(192, 0, 2, 24),
    v4(192, 88, 99, 24),
    v4(192, 168, 0, 16),
    v4(198, 18, 0, 15),
    v4(198, 51, 100, 24),
    v4(203, 0, 113, 24),
    v4(224, 0, 0, 4),
    v4(240, 0, 0, 4),
];

/// IPv6 networks that are nobody's out there; what embeds IPv4 is looked at apart.
const INSIDE_V6: [Ipv6Net; 9] = [
    // Unspecified, loopback, and the old compatible form of IPv4.
    v6([0, 0, 0], 96),
    v6([0x64, 0xff9b, 1], 48),
    v6([0x100, 0, 0], 64),
    v6([0x2001, 0, 0], 23),
    v6([0x2001, 0xdb8, 0], 32),
    v6([0xfc00, 0, 0], 7),
    v6([0xfe80, 0, 0], 10),
    v6([0xfec0, 0, 0], 10),
    v6([0xff00, 0, 0], 8),
];

/// Whether an address belongs to no public network.
pub fn is_inside(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => INSIDE_V4.iter().any(|network| network.contains(&v4)),
        IpAddr::V6(v6) => {
            INSIDE_V6.iter().any(|network| network.contains(&v6))
                || embedded(v6).is_some_and(|v4| is_inside(IpAddr::V4(v4)))
        }
    }
}

/// The IPv4 address that a translated or a tunnelled one leads to.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let pair = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match (a, b, c, d, e, f) {
        (0x64, 0xff9b, 0, 0, 0, 0) => Some(pair(g, h)),
        (0x2002, ..) => Some(pair(b, c)),
        _ => None,
    }
}

/// Whether a delivery may go to an address; `plain` is HTTP without TLS.
pub fn may_go(address: IpAddr, plain: bool, allowed: &[IpNet]) -> bool {
    let address = address.to_canonical();
    allowed.iter().any(|network| network.contains(&address)) || !(plain || is_inside(address))
}

/// An endpoint's address: HTTPS, or HTTP where the settings allow it, without a name, a password or a fragment.
pub fn read_url(text: &str) -> Option<Url> {
    let fits = text.len() <= LONGEST && !text.chars().any(|c| c.is_control() || c == ' ');
    let url = Url::parse(text).ok().filter(|_| fits)?;
    let web = matches!(url.scheme(), "https" | "http") && url.host().is_some();
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (web && bare).then_some(url)
}

/// What of an address is told: its host, and its port where that is not the usual one. The rest may hold a secret.
pub fn host_of(url: &str) -> String {
    let Ok(url) = Url::parse(url) else {
        return String::new();
    };
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_is_refused_in_every_form_that_it_can_be_written_in() {
        for (address, inside) in [
            ("127.0.0.1", true),
            ("127.255.0.9", true),
            ("0.0.0.0", true),
            ("10.2.0.7", true),
            ("172.16.0.1", true),
            ("172.32.0.1", false),
            ("192.168.1.1", true),
            ("169.254.169.254", true),
            ("100.64.0.1", true),
            ("100.128.0.1", false),
            ("192.0.2.1", true),
            ("198.19.0.1", true),
            ("224.0.0.1", true),
            ("255.255.255.255", true),
            ("114.114.114.114", false),
            ("::", true),
            ("::1", true),
            ("::127.0.0.1", true),
            ("::ffff:127.0.0.1", true),
            ("::ffff:10.0.0.1", true),
            ("::ffff:114.114.114.114", false),
            ("64:ff9b::10.0.0.1", true),
            ("64:ff9b::114.114.114.114", false),
            ("64:ff9b:1::1", true),
            ("2002:a00:1::1", true),
            ("2002:7272:7272::1", false),
            ("2001:0:1::1", true),
            ("2001:db8::1", true),
            ("fc00::1", true),
            ("fd12::1", true),
            ("fe80::1", true),
            ("fec0::1", true),
            ("ff02::1", true),
            ("2400:3200::1", false),
        ] {
            assert_eq!(is_inside(address.parse().unwrap()), inside, "{address}");
        }
    }

    #[test]
    fn the_list_lets_inside_and_plain_http_through_and_nothing_else() {
        let allowed = ["10.2.0.0/16".parse().unwrap(), "fd12::/16".parse().unwrap()];
        for (address, plain, may) in [
            ("114.114.114.114", false, true),
            ("114.114.114.114", true, false),
            ("10.2.0.7", false, true),
            ("10.2.0.7", true, true),
            ("::ffff:10.2.0.7", true, true),
            ("10.3.0.7", false, false),
            ("fd12::7", true, true),
            ("fd13::7", false, false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(may_go(address, plain, &allowed), may, "{address}");
        }
    }

    #[test]
    fn an_endpoint_is_an_address_of_the_web() {
        for (text, good) in [
            ("https://hotline.example.cn/hooks?key=a", true),
            ("http://10.2.0.7:8080/hooks", true),
            ("https://[2400:3200::1]/", true),
            ("https://a:b@hotline.example.cn/", false),
            ("https://hotline.example.cn/#a", false),
            ("ftp://hotline.example.cn/", false),
            ("file:///etc/passwd", false),
            ("hotline.example.cn", false),
            ("https://", false),
            ("https://hotline.example.cn/a b", false),
            ("", false),
        ] {
            assert_eq!(read_url(text).is_some(), good, "{text}");
        }
        // Other spellings of an address are read as what they are.
        let odd = read_url("https://0x7f.1/").unwrap();
        assert_eq!(odd.host_str(), Some("127.0.0.1"));
        assert_eq!(host_of("https://h.example.cn/a?k=s"), "h.example.cn");
        assert_eq!(host_of("http://10.2.0.7:8080/a"), "10.2.0.7:8080");
    }
}
