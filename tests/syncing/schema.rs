//! Every list of the schema can be kept by a client, or stands here with the reason why it cannot. Deliberately absent:
//! lists that are told whole, without pages, which `organizationSequence` covers.

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;

/// Lists that nobody keeps: those that only grow are read on from the last cursor.
const NOT_KEPT: [(&str, &str); 10] = [
    ("District.accesses", "only grows; for auditors"),
    ("District.accounts", "no district's data; for auditors"),
    (
        "District.journal",
        "only grows, and its numbers are the resume token",
    ),
    (
        "DutyScore.entries",
        "true for the score's own number, and never changes",
    ),
    (
        "Figure.records",
        "true for the figure's own number, and never changes",
    ),
    (
        "Member.dutyRecords",
        "worked out at each reading from lists that can be kept",
    ),
    ("Query.accesses", "only grows; for administrators"),
    ("Query.accounts", "no district's data; for administrators"),
    ("Query.webhookDeliveries", "only grows; for administrators"),
    (
        "StatementLineDifference.explanations",
        "true for the number that is compared at, and never changes",
    ),
];

#[test]
fn every_list_can_be_kept_or_says_why_not() {
    let schema = Schema::parse(workrooms::schema::sdl(), "schema.graphql").unwrap();
    let (mut kept, mut not_kept) = (Vec::new(), Vec::new());
    for (name, definition) in &schema.types {
        let fields = match definition {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            _ => continue,
        };
        for (field, definition) in fields {
            let of = definition.ty.inner_named_type();
            if !of.ends_with("Connection") {
                continue;
            }
            let path = format!("{name}.{field}");
            if definition.argument_by_name("updatedSince").is_none() {
                not_kept.push(path);
                continue;
            }
            // What it gives tells its number and what left it.
            let connection = schema.get_object(of).unwrap();
            assert!(connection.fields.contains_key("asOf"), "{of}");
            let deletions = &connection.fields["deletions"];
            assert!(
                deletions.argument_by_name("since").unwrap().is_required(),
                "{of}"
            );
            kept.push(path);
        }
    }
    not_kept.sort();
    let pinned: Vec<_> = NOT_KEPT.iter().map(|(path, _)| *path).collect();
    assert_eq!(not_kept, pinned);
    assert_eq!(kept.len(), 20, "{kept:?}");
}
