//! What `serve --demo` prints: the address, a token for each role, and queries to try.
//! Deliberately absent: old tokens; a start issues new ones and revokes those of the start before.

use std::fmt::Write;
use std::net::SocketAddr;

use super::{DISTRICT, Stopped};
use crate::access::tokens::{NotIssued, TokenRequest, issue, list, revoke};
use crate::app::App;
use crate::kernel::actor::Role;
use crate::kernel::db::load_head;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::reader::Reader;
use crate::kernel::viewpoint::Errand;
use crate::linkage::Chain;

/// The name by which the demo's tokens are found again.
const NAME: &str = "demo";

/// How long a demo token is good.
const DAYS: u32 = 30;

const QUERIES: [(&str, &str); 3] = [
    (
        "good deeds of the year, by workroom, zero rows too",
        r#"{ district(code: "430503") { breakdown(by: [WORKROOM], metrics: [GOOD_DEEDS, SESSIONS, PERSON_TIMES], period: {year: 2022}) { keys { label } figures { metric { name } value qualifier } } } }"#,
    ),
    (
        "the chain from the vice-chairs down to the workrooms on a day",
        r#"{ district(code: "430503") { viceChairs(asOf: "2022-07-01") { name specialCommittees(asOf: "2022-07-01") { name sectorGroups(asOf: "2022-07-01") { name workrooms(asOf: "2022-07-01") { name } } } } } }"#,
    ),
    (
        "a figure with its receipt: what was counted, what was left out, and the very records",
        r#"{ district(code: "430503") { figures(metrics: [SESSIONS], period: {year: 2022}, filter: {kinds: [MICRO_CONSULTATION]}) { value unit asOf completeness { expected answered silent } excluded { reason count } records(first: 3) { totalCount edges { amount node { title } } } } } }"#,
    ),
];

/// Issues the tokens and writes the greeting.
pub async fn greeting(app: &App, listen: SocketAddr) -> Result<String, Stopped> {
    let district = DistrictId::parse(DISTRICT).ok_or("no code")?;
    let reader = Reader::on_errand(&app.db, Errand::Greet);
    let head = load_head(&reader, &district)
        .await
        .map_err(|error| error.to_string())?;
    let number = head
        .ok_or("the demo district is missing: this database holds other data")?
        .number;
    let chain = Chain::load(&reader, &district, number)
        .await
        .map_err(|error| error.to_string())?;
    reader.close().await;
    let organization = chain.ok_or("the demo district is empty")?.organization;
    let mut workrooms: Vec<_> = organization
        .workrooms
        .values()
        .filter(|row| row.posts_monthly)
        .collect();
    workrooms.sort_by_key(|row| row.id);
    let workroom = workrooms.first().map(|row| (row.id, row.name.clone()));
    let member = organization
        .members
        .keys()
        .next()
        .map(|id| (*id, "示例委员".to_owned()));
    let unit = organization
        .handling_units
        .values()
        .next()
        .map(|row| (row.id, row.name.clone()));
    let scheme = match app.config.http.tls_certificate {
        Some(_) => "https",
        None => "http",
    };
    let mut text = format!(
        "\nworkrooms serves {scheme}://{listen}/graphql (open it in a browser to try queries)\n\n"
    );
    for at in [DistrictId::installation(), district.clone()] {
        revoke_old(app, &at).await?;
    }
    for role in Role::ALL {
        let (at, scope) = match role {
            Role::SystemAdmin | Role::SecurityAdmin => (DistrictId::installation(), None),
            Role::WorkroomOfficer => (district.clone(), workroom.clone()),
            Role::Member => (district.clone(), member.clone()),
            Role::Unit => (district.clone(), unit.clone()),
            _ => (district.clone(), None),
        };
        let token = new_token(app, role, at, scope.as_ref().map(|(id, _)| *id)).await?;
        let of = scope
            .map(|(_, name)| format!("  ({name})"))
            .unwrap_or_default();
        let _ = writeln!(text, "{:>16}  {token}{of}", role.name());
    }
    for (what, query) in QUERIES {
        let _ = writeln!(text, "\n# {what}\n{query}");
    }
    let _ = writeln!(
        text,
        "\ncurl {scheme}://{listen}/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer <token of leader>' \\\n  \
         -d '{{\"query\": \"{{ district(code: \\\"430503\\\") {{ name }} }}\"}}'"
    );
    Ok(text)
}

async fn revoke_old(app: &App, district: &DistrictId) -> Result<(), Stopped> {
    for row in list(&app.db, district)
        .await
        .map_err(|fault| fault.for_log().to_owned())?
    {
        if row.name == NAME && row.revoked_at.is_none() {
            revoke(&app.db, &app.clock, district, row.id)
                .await
                .map_err(|fault| fault.for_log().to_owned())?;
        }
    }
    Ok(())
}

async fn new_token(
    app: &App,
    role: Role,
    district: DistrictId,
    scope: Option<NodeId>,
) -> Result<String, Stopped> {
    let request = TokenRequest {
        name: NAME.to_owned(),
        role,
        district,
        scope,
        days: DAYS,
        addresses: Vec::new(),
        open_queries: false,
    };
    match issue(&app.db, &app.clock, request).await {
        Ok(issued) => Ok(issued.token),
        Err(NotIssued::Refused(why)) => Err(format!("token of {}: {why}", role.name())),
        Err(NotIssued::Fault(fault)) => Err(fault.for_log().to_owned()),
    }
}
