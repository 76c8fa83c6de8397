//! Who a request comes from: the address that it was sent from and the actor of what it shows.
//! Deliberately absent: what a token is good for; the gate knows.

use std::net::{IpAddr, SocketAddr};

use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};

use serde_json::json;

use super::Doors;
use super::answers::Answer;
use crate::access::entity::account_role;
use crate::access::{NotSignedIn, Range, Shown};
use crate::kernel::actor::Actor;
use crate::kernel::error::{Lang, Message, TopLevelCode};
use crate::kernel::id::GlobalId;

/// The header in which a proxy says for whom it asks.
const FORWARDED: &str = "x-forwarded-for";

/// The header in which a person of several roles names the one that he acts in.
pub const GRANT: &str = "workrooms-grant";

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// The address that a request was sent from: the other end of its connection or, where that is one of our own proxies,
/// whom the proxy names. None when it is not known.
pub fn address(head: &Parts, proxies: &[Range]) -> Option<IpAddr> {
    let Peer(peer) = *head.extensions.get::<Peer>()?;
    let ours = |address: IpAddr| proxies.iter().any(|proxy| proxy.holds(address));
    let mut nearest = peer;
    // Each proxy adds at the end, so what stands before the first stranger is only his word.
    for named in forwarded(&head.headers).into_iter().rev() {
        if !ours(nearest) {
            break;
        }
        nearest = read(&named)?;
    }
    Some(nearest.to_canonical())
}

fn forwarded(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(FORWARDED).iter();
    lines
        .flat_map(|line| line.to_str().unwrap_or("?").split(','))
        .map(|named| named.trim().to_owned())
        .collect()
}

fn read(named: &str) -> Option<IpAddr> {
    let with_port = || named.parse().map(|address: SocketAddr| address.ip());
    named.parse().or_else(|_| with_port()).ok()
}

/// The actor of the `Authorization` header; none when there is none.
pub async fn signed_in(doors: &Doors, head: &Parts, lang: Lang) -> Result<Option<Actor>, Answer> {
    let Some(value) = head.headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let token = value.to_str().ok().and_then(|text| text.split_once(' '));
    let token = token
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let shown = Shown {
        token: token.unwrap_or_default().to_owned(),
        grant: head
            .headers
            .get(GRANT)
            .map(|grant| grant.to_str().unwrap_or_default().trim().to_owned()),
        from: address(head, &doors.app.config.http.trusted_proxies),
    };
    admit(doors, &shown, lang).await.map(Some)
}

/// The actor of what a caller shows.
pub async fn admit(doors: &Doors, shown: &Shown, lang: Lang) -> Result<Actor, Answer> {
    let app = &doors.app;
    match doors.gate.admit(&app.db, &app.clock, shown).await {
        Ok(actor) => Ok(actor),
        Err(NotSignedIn::BadToken) => {
            let message = Message::new(
                "令牌无效或已过期，请重新登录。",
                "The token is not valid; sign in again.",
            );
            let code = TopLevelCode::Unauthenticated;
            Err(Answer::refusal(
                StatusCode::UNAUTHORIZED,
                code,
                &message,
                lang,
            ))
        }
        Err(NotSignedIn::NoRole) => {
            let message = Message::new(
                "您在本系统没有账号，或今天没有职务，请联系安全管理员。",
                "You have no account here, or no role today; ask the security administrator.",
            );
            let (status, code) = (StatusCode::FORBIDDEN, TopLevelCode::Forbidden);
            Err(Answer::refusal(status, code, &message, lang))
        }
        Err(NotSignedIn::NamesNone(roles)) => Err(names_none(&roles, lang)),
        Err(NotSignedIn::Fault(fault)) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Err(Answer::fault(fault.for_log(), status, lang))
        }
    }
}

/// The refusal of a person who must name one of his roles; it tells him which they are.
fn names_none(roles: &[account_role::Model], lang: Lang) -> Answer {
    let message = Message::new(
        "请用请求头 Workrooms-Grant 指明您以哪一职务操作。",
        "Name the role that you act in, by its id, in the header Workrooms-Grant.",
    );
    let grants: Vec<_> = roles
        .iter()
        .map(|role| {
            let id = GlobalId::encode(account_role::TYPE_NAME, &role.district_id, role.id);
            json!({ "id": id.0, "role": role.role, "from": role.valid_from, "to": role.valid_to })
        })
        .collect();
    let error = json!({
        "message": message.in_lang(lang),
        "extensions": { "code": TopLevelCode::Forbidden.as_str(), "grants": grants },
    });
    Answer::refused(StatusCode::FORBIDDEN, vec![error])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(peer: Option<&str>, forwarded: &[&str]) -> Option<String> {
        let mut request = axum::http::Request::new(());
        if let Some(peer) = peer {
            let peer = Peer(peer.parse().unwrap());
            request.extensions_mut().insert(peer);
        }
        for line in forwarded {
            let line = line.parse().unwrap();
            request.headers_mut().append(FORWARDED, line);
        }
        let proxies: [Range; 2] = ["10.0.0.0/8", "::1"].map(|text| text.parse().unwrap());
        address(&request.into_parts().0, &proxies).map(|address| address.to_string())
    }

    #[test]
    fn a_caller_is_where_our_proxies_say_and_nobody_else() {
        for (peer, forwarded, is) in [
            (None, &["203.0.113.7"][..], None),
            (Some("198.51.100.1"), &[], Some("198.51.100.1")),
            // A stranger's word for himself counts for nothing.
            (Some("198.51.100.1"), &["203.0.113.7"], Some("198.51.100.1")),
            (Some("10.0.0.1"), &[], Some("10.0.0.1")),
            (Some("10.0.0.1"), &["203.0.113.7"], Some("203.0.113.7")),
            (Some("10.0.0.1"), &["203.0.113.7:4711"], Some("203.0.113.7")),
            (
                Some("::ffff:10.0.0.1"),
                &["203.0.113.7"],
                Some("203.0.113.7"),
            ),
            (Some("::1"), &["2001:db8::7"], Some("2001:db8::7")),
            // What the caller wrote himself stands before what the proxy adds.
            (
                Some("10.0.0.1"),
                &["203.0.113.9, 203.0.113.7"],
                Some("203.0.113.7"),
            ),
            (
                Some("10.0.0.1"),
                &["203.0.113.9", "203.0.113.7, 10.0.0.2"],
                Some("203.0.113.7"),
            ),
            (Some("10.0.0.1"), &["10.0.0.3, 10.0.0.2"], Some("10.0.0.3")),
            (Some("10.0.0.1"), &["unknown"], None),
            (Some("10.0.0.1"), &["203.0.113.9, garbage"], None),
        ] {
            assert_eq!(
                asked(peer, forwarded).as_deref(),
                is,
                "{peer:?} {forwarded:?}"
            );
        }
    }
}
