//! From which address a caller comes: the other end of the connection, or what a trusted proxy says of it. Deliberately
//! absent: what it is used for.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

use super::Doors;
use super::connections::Peer;

/// The caller's address; none where a trusted proxy names something that is no address. Each proxy adds the one that it saw at the end of `X-Forwarded-For`, so the list is read from
/// its end for as long as a trusted proxy vouches for what stands before; all further left is anyone's word.
fn of(extensions: &Extensions, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let mut address = peer(extensions);
    let trusts = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let said = headers.get_all("x-forwarded-for").iter().rev();
    let said = said.flat_map(|list| list.to_str().unwrap_or_default().rsplit(','));
    for one in said {
        if !trusts(&address) {
            break;
        }
        address = read(one.trim())?.to_canonical();
    }
    Some(address)
}

/// The other end of the connection.
fn peer(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<Peer>();
    peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| {
        peer.0.ip().to_canonical()
    })
}

impl Doors {
    /// The very address that a request comes from; none when it is not known.
    pub fn from(&self, head: &Parts) -> Option<IpAddr> {
        let trusted = &self.app.config.http.trusted_proxies;
        of(&head.extensions, &head.headers, trusted)
    }

    /// The address that is charged for a request: the caller's, else that of the connection.
    pub fn address_of(&self, head: &Parts) -> IpAddr {
        whole(self.from(head).unwrap_or_else(|| peer(&head.extensions)))
    }
}

/// An address, with or without its port.
fn read(text: &str) -> Option<IpAddr> {
    let bare = text.parse().ok();
    bare.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

/// One subscriber has a whole network of 64 bits of IPv6 to choose from.
pub fn whole(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_peer(peer: &str, said: &[&str]) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(Peer(SocketAddr::new(peer.parse().unwrap(), 1)));
        let mut headers = HeaderMap::new();
        for list in said {
            headers.append("x-forwarded-for", list.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8", "::1/128"].map(|network| network.parse().unwrap());
        let known = of(&extensions, &headers, &trusted);
        whole(known.unwrap_or_else(|| super::peer(&extensions))).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed_and_only_about_their_own_callers() {
        for (peer, said, expected) in [
            ("192.0.2.1", &[][..], "192.0.2.1"),
            ("192.0.2.1", &["198.51.100.7"], "192.0.2.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("::ffff:10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("::1", &["198.51.100.7:4711"], "198.51.100.7"),
            // What the caller wrote himself stands to the left of what the proxy saw.
            ("10.0.0.1", &["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
            (
                "10.0.0.1",
                &["203.0.113.9, 198.51.100.7, 10.0.0.2"],
                "198.51.100.7",
            ),
            ("10.0.0.1", &["198.51.100.7, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["unknown, 10.0.0.2"], "10.0.0.1"),
            ("2001:db8:1:2:3:4:5:6", &[], "2001:db8:1:2::"),
            (
                "10.0.0.1",
                &["[2001:db8:1:2:3:4:5:6]:443"],
                "2001:db8:1:2::",
            ),
        ] {
            assert_eq!(of_peer(peer, said), expected, "{peer} {said:?}");
        }
    }
}
