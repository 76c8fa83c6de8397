//! The 2022 data: every event-based figure that the district published is the sum of records.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use workrooms::kernel::id::DistrictId;

use crate::support::Store;
use crate::support::demo::ask;

on_both!(demo every_published_figure_of_events_is_the_sum_of_records);
async fn every_published_figure_of_events_is_the_sum_of_records(store: Store) {
    let campaigns = ask(
        &store,
        "{ district(code: \"430503\") { campaigns { id name } } }",
        json!({}),
    )
    .await;
    let campaign = |name: &str| {
        let all = campaigns["district"]["campaigns"].as_array().unwrap();
        all.iter().find(|row| row["name"] == name).unwrap()["id"].clone()
    };
    let (study, talks) = (
        campaign("学习二十大，委员在行动"),
        campaign("民情恳谈·我为群众办实事"),
    );
    let of = |id: &Value| json!({ "campaignIds": [id] });
    let kind = |kind: &str| json!({ "kinds": [kind] });
    let cases = [
        ("study.talks", "SESSIONS", of(&study), "25", "EXACT"),
        (
            "study.person_times",
            "PERSON_TIMES",
            of(&study),
            "1700",
            "AT_LEAST",
        ),
        ("study.good_deeds", "GOOD_DEEDS", of(&study), "196", "EXACT"),
        ("study.voices", "VOICES", of(&study), "265", "EXACT"),
        (
            "reading.comments",
            "COMMENTS",
            of(&campaign("心悦读•新大祥")),
            "15000",
            "AT_LEAST",
        ),
        (
            "micro.consultations",
            "SESSIONS",
            kind("MICRO_CONSULTATION"),
            "23",
            "EXACT",
        ),
        (
            "micro.oversights",
            "SESSIONS",
            kind("MICRO_OVERSIGHT"),
            "9",
            "EXACT",
        ),
        (
            "consultation.ageing.talks",
            "SESSIONS",
            json!({ "kinds": ["COUNTERPART_CONSULTATION"], "level": "PART" }),
            "6",
            "EXACT",
        ),
        (
            "consultation.sanitation.speakers",
            "PERSONS",
            kind("STANDING_COMMITTEE_CONSULTATION"),
            "6",
            "EXACT",
        ),
        (
            "consultation.community_level",
            "SESSIONS",
            kind("COMMUNITY_CONSULTATION"),
            "5",
            "EXACT",
        ),
        (
            "research.enterprises_visited",
            "ENTERPRISES",
            json!({}),
            "15",
            "EXACT",
        ),
        (
            "epidemic.donations",
            "FUNDS",
            json!({ "fundKinds": ["DONATION_CASH", "DONATION_IN_KIND"] }),
            "400000",
            "AT_LEAST",
        ),
        (
            "service.lectures",
            "SESSIONS",
            kind("LECTURE"),
            "15",
            "EXACT",
        ),
        (
            "service.river_patrols",
            "SESSIONS",
            kind("PATROL"),
            "3",
            "EXACT",
        ),
        (
            "service.students_aided",
            "PERSONS",
            kind("STUDENT_AID"),
            "16",
            "EXACT",
        ),
        (
            "service.student_aid",
            "FUNDS",
            json!({ "fundKinds": ["AID_PAID"] }),
            "35000",
            "EXACT",
        ),
        (
            "service.residents_comforted",
            "PERSONS",
            kind("CONSOLATION"),
            "7",
            "EXACT",
        ),
        (
            "service.volunteering",
            "SESSIONS",
            kind("VOLUNTEER"),
            "18",
            "EXACT",
        ),
        ("talks.voices", "VOICES", of(&talks), "35", "EXACT"),
        (
            "talks.villages_funded",
            "VILLAGES",
            of(&talks),
            "8",
            "EXACT",
        ),
        (
            "talks.funds_mobilised",
            "FUNDS",
            of(&talks),
            "300000",
            "AT_LEAST",
        ),
        ("talks.good_deeds", "GOOD_DEEDS", of(&talks), "22", "EXACT"),
    ];
    for (key, metric, filter, value, qualifier) in cases {
        let query =
            "query($metric: MetricCode!, $filter: EventFilter) { district(code: \"430503\") {
            figures(metrics: [$metric], period: {year: 2022}, filter: $filter) {
              value qualifier records(first: 100) { totalCount edges { amount } } } } }";
        let answer = ask(&store, query, json!({ "metric": metric, "filter": filter })).await;
        let figure = &answer["district"]["figures"][0];
        assert_eq!(
            (figure["value"].as_str(), figure["qualifier"].as_str()),
            (Some(value), Some(qualifier)),
            "{key}"
        );
        let edges = figure["records"]["edges"].as_array().unwrap();
        let sum: Decimal = edges
            .iter()
            .map(|edge| edge["amount"].as_str().unwrap().parse::<Decimal>().unwrap())
            .sum();
        assert_eq!(sum.normalize().to_string(), value, "{key}: its records");
        assert_eq!(figure["records"]["totalCount"], edges.len(), "{key}");
    }
    let query = "query($ids: [ID!]!) { district(code: \"430503\") {
        campaignOverlap(campaignIds: $ids, metrics: [GOOD_DEEDS], period: {year: 2022}) { union { value } shared { value records(first: 10) { totalCount } } }
        breakdown(by: [TOWNSHIP], metrics: [SESSIONS], period: {year: 2022}, filter: {kinds: [OVERSIGHT_ROUND]}) { figures { value } }
        months: breakdown(by: [MONTH], metrics: [SESSIONS], period: {year: 2022}, filter: {kinds: [OVERSIGHT_ROUND]}) { figures { value } }
        workrooms(first: 100) { nodes { postsMonthly honours { level } } } } }";
    let answer = ask(&store, query, json!({ "ids": [study, talks] })).await;
    let district = &answer["district"];
    let due = json!({ "union": [{ "value": "214" }], "shared": [{ "value": "4", "records": { "totalCount": 2 } }] });
    assert_eq!(district["campaignOverlap"], due);
    for rows in ["breakdown", "months"] {
        let busy = district[rows]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["figures"][0]["value"] == "7")
            .count();
        assert_eq!(
            busy, 7,
            "grain-area oversight: 7 divisions over 7 months, {rows}"
        );
    }
    let workrooms = district["workrooms"]["nodes"].as_array().unwrap();
    let monthly = workrooms
        .iter()
        .filter(|row| row["postsMonthly"] == true)
        .count();
    assert_eq!(
        (workrooms.len(), monthly),
        (15, 14),
        "the personal workroom is one more"
    );
    let honoured = |level: &str| {
        workrooms
            .iter()
            .filter(|row| row["honours"] == json!([{ "level": level }]))
            .count()
    };
    assert_eq!((honoured("PROVINCIAL"), honoured("MUNICIPAL")), (1, 1));
    let district = DistrictId::parse("430503").unwrap();
    assert!(
        workrooms::events::tallies::differences(&store.raw, &district)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        workrooms::events::audit::verify_district(&store.raw, &district)
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        workrooms::casework::audit::verify_district(&store.raw, &district)
            .await
            .unwrap(),
        None
    );
}

on_both!(demo the_micro_suggestions_of_2022_are_counted_from_their_records);
async fn the_micro_suggestions_of_2022_are_counted_from_their_records(store: Store) {
    let query = r#"{ district(code: "430503") {
        figures(metrics: [MS1_SUBMITTED, MS3_LEADER, MS4, MS7_RESULT], period: {year: 2022}) {
            value numerator denominator records(first: 100) { totalCount nodes { title } } }
        rainbow: microSuggestions(filter: {text: "彩虹大厦"}) { nodes {
            state claims { isLeader } clocks { firstResponseOn firstReplyOn solvedOn } } }
        breakdown(by: [WORKROOM], metrics: [MS1_SUBMITTED], period: {year: 2022}) { figures { value } } } }"#;
    let district = &ask(&store, query, json!({})).await["district"];
    let figures = district["figures"].as_array().unwrap();
    assert_eq!(figures[0]["value"], "65");
    assert_eq!(figures[0]["records"]["totalCount"], 65);
    let titles = figures[0]["records"]["nodes"].as_array().unwrap();
    let named = titles
        .iter()
        .filter(|node| !node["title"].as_str().unwrap().contains("示例"));
    assert_eq!(
        named.count(),
        2,
        "the report names two; all others are labelled"
    );
    for figure in &figures[1..] {
        let numerator = figure["numerator"].as_str().unwrap();
        assert_eq!(figure["records"]["totalCount"].to_string(), numerator);
    }
    let rainbow = &district["rainbow"]["nodes"][0];
    assert_eq!(
        rainbow,
        &json!({
            "state": "CLOSED",
            "claims": [{ "isLeader": true }],
            "clocks": { "firstResponseOn": "2022-05-31", "firstReplyOn": "2022-07-08", "solvedOn": "2022-07-28" },
        }),
        "12 May and days 19, 57 and 77"
    );
    let rows = district["breakdown"].as_array().unwrap();
    let sum: i64 = rows
        .iter()
        .map(|row| {
            row["figures"][0]["value"]
                .as_str()
                .unwrap()
                .parse::<i64>()
                .unwrap()
        })
        .sum();
    assert_eq!(sum, 65);
}

on_both!(demo the_casework_of_2022_is_the_sum_of_its_records);
async fn the_casework_of_2022_is_the_sum_of_its_records(store: Store) {
    let campaigns = ask(
        &store,
        "{ district(code: \"430503\") { campaigns { id name } } }",
        json!({}),
    )
    .await;
    let of = |name: &str| {
        let all = campaigns["district"]["campaigns"].as_array().unwrap();
        let found = all.iter().find(|row| row["name"] == name).unwrap();
        json!({ "campaignIds": [found["id"]] })
    };
    let (study, talks) = (of("学习二十大，委员在行动"), of("民情恳谈·我为群众办实事"));
    let since = json!({ "sinceSession": { "term": 6, "ordinal": 1 } });
    let year = json!({ "year": 2022 });
    let none = json!({});
    for (metric, period, filter, over, under) in [
        ("P0_IN_HAND", &since, &none, "76", None),
        ("P3", &since, &none, "76", Some("76")),
        ("P5", &since, &none, "74", Some("76")),
        ("P6_RESULT", &since, &none, "74", Some("75")),
        ("P6_FILED", &since, &none, "74", Some("76")),
        ("P7", &since, &none, "75", Some("76")),
        ("I0", &year, &none, "58", None),
        ("I0", &year, &talks, "11", None),
        ("I0_CITY", &year, &none, "6", None),
        ("I2_CITY_SUBMITTED", &year, &none, "6", Some("58")),
        ("W3", &year, &study, "265", None),
        ("W3", &year, &talks, "35", None),
        ("MS1_SUBMITTED", &year, &none, "65", None),
    ] {
        let query = "query($m: [MetricCode!]!, $p: PeriodInput!, $f: EventFilter) { district(code: \"430503\") { figures(metrics: $m, \
            period: $p, filter: $f) { value numerator denominator records(first: 100) { totalCount pageInfo { hasNextPage } edges { amount } } } } }";
        let asked = json!({ "m": [metric], "p": period, "f": filter });
        let data = ask(&store, query, asked).await;
        let figure = &data["district"]["figures"][0];
        let whole = figure["numerator"].as_str().or(figure["value"].as_str());
        assert_eq!(
            (whole, figure["denominator"].as_str()),
            (Some(over), under),
            "{metric}"
        );
        assert_eq!(
            figure["records"]["totalCount"].to_string(),
            over,
            "{metric}"
        );
    }
}
