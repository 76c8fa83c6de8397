//! Row-level security on every table. Which cases one sees is said here as `casework::sight` says it: all that was ever
//! submitted, or those in which one has a part; restricted kinds apart. A wall may be wider than the program's own filter,
//! never narrower: facts, ties and notices of cases hold no words and are open to the district's callers, because the rule
//! of parts is read from them. Deliberately absent: columns; personal fields and words are sealed, and their keys are rows.

use sea_orm_migration::prelude::*;

use crate::walls::{Wall, hold, raise};

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The migrator's own list, which tells nothing of anybody.
        hold(manager, "seaql_migrations", "true", "true").await?;
        for (tables, wall) in WALLS {
            for table in *tables {
                raise(manager, table, *wall).await?;
            }
        }
        for (table, wall) in SEALS {
            raise(manager, table, *wall).await?;
        }
        Ok(())
    }
}

const OFFICE: &str = "{here} AND {role} = 'OFFICE'";
const POSTERS: &str = "{here} AND {role} IN ('OFFICE', 'WORKROOM_OFFICER')";
/// All who have a part in cases.
const PARTIES: &str =
    "{here} AND {role} IN ('OFFICE', 'LEADER', 'WORKROOM_OFFICER', 'MEMBER', 'HOTLINE', 'UNIT')";
const ANYBODY_HERE: &str = "{here}";
/// Figures and events are for all but the hotline centre and the units, who meet them in changes only.
const COUNTED: &str = "{here} AND ({role} NOT IN ('HOTLINE', 'UNIT') OR {sight} = 'writing')";
/// What a unit is compared with is counted from these too: which events its cases name, and the hotline's figures.
const COMPARED: &str = "{here} AND ({role} NOT IN ('HOTLINE', 'UNIT') OR {sight} = 'writing' \
    OR ({role} = 'UNIT' AND {sight} = 'figures'))";

const WALLS: &[(&[&str], Wall)] = &[
    (
        &["journal_head"],
        Wall {
            reads: "{here} OR {role} IN ('SYSTEM_ADMIN', 'SECURITY_ADMIN') OR {sight} = 'door'",
            writes: "{here} OR {role} IN ('SYSTEM_ADMIN', 'SECURITY_ADMIN')",
        },
    ),
    (
        // An earlier number's day is told by the entry after it, so figures may look; what was done to accounts and personal
        // data is for the security administrator too, and that of the installation for every auditor.
        &["journal"],
        Wall {
            reads: "({here} AND ({role} IN ('OFFICE', 'AUDITOR') OR {sight} = 'figures')) OR (({role} = 'SECURITY_ADMIN' \
                    OR ({role} = 'AUDITOR' AND district_id = '0')) AND kind IN ('account.opened', 'account.closed', 'account_role.granted', 'account_role.ended', \
                    'personal.read', 'personal.searched'))",
            writes: "{here} OR {role} IN ('SYSTEM_ADMIN', 'SECURITY_ADMIN')",
        },
    ),
    (
        &["account", "account_role"],
        Wall {
            reads: "{role} = 'SECURITY_ADMIN' OR ({here} AND {role} = 'AUDITOR') OR {sight} = 'door'",
            writes: "{role} = 'SECURITY_ADMIN'",
        },
    ),
    (
        // Tokens are issued by the program, and looked up at the door.
        &["token"],
        Wall {
            reads: "{sight} = 'door'",
            writes: "false",
        },
    ),
    (
        // By what persons sign in is seen at the door alone, and where the security administrator closes an account.
        &[
            "credential",
            "recovery_code",
            "sign_in_session",
            "sign_in_guard",
        ],
        Wall {
            reads: "{here} AND {sight} = 'door' OR ({role} = 'SECURITY_ADMIN' AND {sight} = 'writing')",
            writes: "{here} AND {sight} = 'door' OR {role} = 'SECURITY_ADMIN'",
        },
    ),
    (
        // Written at the door, a row for each district that an access concerns; what concerns none is for every auditor.
        &["access"],
        Wall {
            reads: "{role} = 'SECURITY_ADMIN' OR ({role} = 'AUDITOR' AND ({here} OR district_id = '0'))",
            writes: "{sight} = 'door'",
        },
    ),
    (
        // Ids and kinds alone: the security administrator gives roles for them.
        &["node"],
        Wall {
            reads: "{here} OR {role} = 'SECURITY_ADMIN' OR {sight} = 'door'",
            writes: "{role} = 'SYSTEM_ADMIN' OR ({here} AND {role} IN ('OFFICE', 'WORKROOM_OFFICER'))",
        },
    ),
    (
        &["district"],
        Wall {
            reads: ANYBODY_HERE,
            writes: "{role} = 'SYSTEM_ADMIN' OR ({here} AND {role} = 'OFFICE')",
        },
    ),
    (
        &[
            "township",
            "division",
            "special_committee",
            "sector",
            "sector_group",
            "workroom",
            "honour",
            "member",
            "membership",
            "term",
            "session",
            "handling_unit",
            "calendar_year",
            "campaign",
            "case_limit",
            "result_letter",
            "adoption_point",
            "erasure",
            "retention",
        ],
        Wall {
            reads: ANYBODY_HERE,
            writes: OFFICE,
        },
    ),
    (
        &["member_personal"],
        Wall {
            reads: "{here} AND ({role} = 'OFFICE' OR ({role} = 'MEMBER' AND id = {scope}))",
            writes: OFFICE,
        },
    ),
    (
        &["office_held"],
        Wall {
            reads: "{here} AND ({role} = 'OFFICE' OR office <> 'PARTY_GROUP_MEMBER')",
            writes: OFFICE,
        },
    ),
    (
        &["link"],
        Wall {
            reads: "{here} AND ({role} = 'OFFICE' OR kind NOT IN ('PARTY_GROUP_TO_CPC_MEMBER', 'CPC_TO_NON_CPC_MEMBER'))",
            writes: OFFICE,
        },
    ),
    (
        &[
            "nil_return",
            "host_set",
            "host_set_host",
            "campaign_set",
            "campaign_set_campaign",
            "event",
            "event_quantity",
            "event_participant",
            "tally",
        ],
        Wall {
            reads: COUNTED,
            writes: POSTERS,
        },
    ),
    (
        &["event_version"],
        Wall {
            reads: COMPARED,
            writes: POSTERS,
        },
    ),
    (
        &["published_figure"],
        Wall {
            reads: COUNTED,
            writes: OFFICE,
        },
    ),
    (
        &["hotline_figure"],
        Wall {
            reads: COMPARED,
            writes: "{here} AND {role} IN ('OFFICE', 'HOTLINE')",
        },
    ),
    (
        &[
            "casefile",
            "case_fact",
            "case_link",
            "case_campaign",
            "case_notice",
        ],
        Wall {
            reads: ANYBODY_HERE,
            writes: PARTIES,
        },
    ),
    (
        &["case_version"],
        Wall {
            reads: CASES,
            writes: PARTIES,
        },
    ),
    (
        &["case_step"],
        Wall {
            reads: "{here} AND ({sight} IN ('figures', 'writing') OR EXISTS (SELECT 1 FROM case_version v \
                    WHERE v.district_id = case_step.district_id AND v.id = case_step.case_id AND v.until_number IS NULL))",
            writes: PARTIES,
        },
    ),
];

/// The state that a draft has, one that was taken back before it was submitted among them.
macro_rules! drafted {
    () => {
        "(case_version.state IN ('DRAFT', 'COSIGNING') OR (case_version.state = 'WITHDRAWN' AND NOT EXISTS \
         (SELECT 1 FROM case_fact f WHERE f.district_id = case_version.district_id AND f.case_id = case_version.id \
         AND f.fact = 'SUBMITTED')))"
    };
}

/// Whether one has a part in a case.
macro_rules! party {
    ($which:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM case_fact f WHERE f.district_id = case_version.district_id \
             AND f.case_id = case_version.id AND f.fact = 'PARTY' AND f.until_number IS NULL AND f.node_id = {scope}",
            $which,
            ")"
        )
    };
}

const CASES: &str = concat!(
    "{here} AND ({sight} IN ('figures', 'writing') OR ({sight} = 'export' AND {role} = 'OFFICE')",
    " OR ((({role} IN ('OFFICE', 'LEADER')) OR ({role} IN ('AUDITOR', 'WORKROOM_OFFICER', 'MEMBER') \
     AND kind NOT IN ('SENTIMENT_REPORT', 'PUBLIC_VOICE'))) AND (NOT ",
    drafted!(),
    " OR ",
    party!(" AND f.value IN ('AUTHOR', 'WORKROOM', 'INVITED', 'COSIGNER')"),
    "))",
    " OR ({role} IN ('WORKROOM_OFFICER', 'MEMBER') AND kind IN ('SENTIMENT_REPORT', 'PUBLIC_VOICE') AND ",
    party!(""),
    ")",
    " OR ({role} = 'UNIT' AND ",
    party!(" AND f.value IN ('LEAD_UNIT', 'CO_UNIT')"),
    ")",
    " OR ({role} = 'HOTLINE' AND EXISTS (SELECT 1 FROM case_fact f WHERE f.district_id = case_version.district_id \
     AND f.case_id = case_version.id AND f.fact = 'FORWARDED' AND f.until_number IS NULL))",
    // What a case was merged into answers to everybody whose case that was.
    " OR ({sight} = 'masters' AND EXISTS (SELECT 1 FROM case_link l WHERE l.district_id = case_version.district_id \
     AND l.other_id = case_version.id AND l.relation = 'MERGED_INTO')))"
);

/// The walls of words and of personal fields: without its key a sealed text tells nothing. Never for figures.
const SEALS: &[(&str, Wall)] = &[
    (
        "data_key",
        Wall {
            reads: concat!(
                "{sight} <> 'figures' AND (",
                "({here} AND guards = 'MEMBER' AND ({role} = 'OFFICE' OR ({role} = 'MEMBER' AND subject_id = {scope})))",
                " OR ({here} AND guards = 'NARRATIVE' AND ({role} IN ('OFFICE', 'LEADER', 'AUDITOR') \
                 OR ({role} = 'WORKROOM_OFFICER' AND (owner_id = {scope} OR EXISTS (SELECT 1 FROM event_version v \
                 JOIN host_set_host h ON h.district_id = v.district_id AND h.host_set_id = v.host_set_id \
                 WHERE v.district_id = data_key.district_id AND v.id = data_key.subject_id AND h.position = 0 \
                 AND h.host_id = {scope})))))",
                // A change makes the key before the case.
                " OR ({here} AND guards IN ('CASE', 'RESTRICTED_CASE') AND ({sight} = 'writing' OR EXISTS (SELECT 1 \
                 FROM case_version v WHERE v.district_id = data_key.district_id AND v.id = data_key.subject_id \
                 AND v.until_number IS NULL)))",
                " OR (guards = 'ACCOUNT' AND ({role} = 'SECURITY_ADMIN' OR ({here} AND ({role} = 'AUDITOR' \
                 OR {sight} = 'door')))))"
            ),
            writes: KEYS,
        },
    ),
    (
        "blind_index",
        Wall {
            reads: "EXISTS (SELECT 1 FROM data_key k WHERE k.district_id = blind_index.district_id \
                    AND k.subject_id = blind_index.subject_id AND k.guards = blind_index.guards)",
            writes: KEYS,
        },
    ),
];

const KEYS: &str = "({here} AND guards = 'MEMBER' AND {role} = 'OFFICE') \
    OR ({here} AND guards = 'NARRATIVE' AND {role} IN ('OFFICE', 'WORKROOM_OFFICER')) \
    OR ({here} AND guards IN ('CASE', 'RESTRICTED_CASE') \
    AND {role} IN ('OFFICE', 'LEADER', 'WORKROOM_OFFICER', 'MEMBER', 'HOTLINE', 'UNIT')) \
    OR (guards = 'ACCOUNT' AND ({role} = 'SECURITY_ADMIN' OR ({here} AND {sight} = 'door')))";
