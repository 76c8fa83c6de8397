//! Who a request comes from: the actor and the session of what it shows.
//! Deliberately absent: what a token is good for; the gate knows.

use std::net::IpAddr;

use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde_json::json;

use super::Doors;
use super::answers::Answer;
use super::budget::{BAD_TOKEN, Payer};
use super::run::Caller;
use crate::access::entity::account_role;
use crate::access::{Admitted, NotSignedIn, Shown};
use crate::kernel::error::{Lang, Message, TopLevelCode};
use crate::kernel::id::GlobalId;

/// The header in which a person of several roles names the one that he acts in.
pub const GRANT: &str = "workrooms-grant";

/// The caller of the `Authorization` header, who is nobody when there is none.
pub async fn signed_in(
    doors: &Doors,
    head: &Parts,
    lang: Lang,
    may_mutate: bool,
) -> Result<Caller, Answer> {
    let address = doors.address_of(head);
    let grant = head
        .headers
        .get(GRANT)
        .map(|grant| grant.to_str().unwrap_or_default().trim().to_owned());
    let caller = |admitted: Admitted, grant, shown| Caller {
        actor: admitted.actor,
        session: admitted.session,
        open_queries: admitted.open_queries,
        grant,
        shown,
        address,
        lang,
        may_mutate,
        may_subscribe: false,
    };
    let Some(value) = head.headers.get(header::AUTHORIZATION) else {
        return Ok(caller(Admitted::default(), grant, None));
    };
    let token = value.to_str().ok().and_then(|text| text.split_once(' '));
    let token = token
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let shown = Shown {
        token: token.unwrap_or_default().to_owned(),
        grant,
        from: doors.from(head),
    };
    let admitted = admit(doors, &shown, address, lang).await?;
    Ok(caller(admitted, shown.grant.clone(), Some(shown)))
}

/// Whom a caller stands for by what he shows. A token that is not good costs the address that sends it; a good one is never refused
/// for what others sent from the same address.
pub async fn admit(
    doors: &Doors,
    shown: &Shown,
    address: IpAddr,
    lang: Lang,
) -> Result<Admitted, Answer> {
    let app = &doors.app;
    match doors.gate.admit(&app.db, &app.clock, shown).await {
        Ok(admitted) => Ok(admitted),
        Err(NotSignedIn::BadToken) => {
            let payer = Payer::BadTokens(address);
            if let Err(spent) = doors.budgets.charge(payer, BAD_TOKEN, 0).await {
                return Err(Answer::over_budget(spent, lang));
            }
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
