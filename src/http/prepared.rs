//! Readies a valid document for the executor, which differs from the specification in two ways that a document can make
//! good. Deliberately absent: checking the document.

use apollo_compiler::ast::OperationType;
use apollo_compiler::schema::{ExtendedType, Schema};
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument as ParsedDocument, Field, InlineFragment,
    OperationDefinition, OperationType as ParsedOperationType, Selection, SelectionSet,
    TypeCondition,
};
use async_graphql::{Name, Pos, Positioned};

/// The field that every object has.
const TYPE_NAME: &str = "__typename";

/// Lets the executor name the type of every object, so that none comes as null for want of keys; and puts what is selected
/// of an interface into a fragment on it, because the executor forgets the path of what fails outside one.
pub fn prepare(document: &mut ParsedDocument, schema: &Schema) {
    let preparing = Preparing { schema };
    match &mut document.operations {
        DocumentOperations::Single(one) => preparing.operation(&mut one.node),
        DocumentOperations::Multiple(several) => {
            for operation in several.values_mut() {
                preparing.operation(&mut operation.node);
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        let of = fragment.node.type_condition.node.on.node.clone();
        preparing.below(&mut fragment.node.selection_set.node, &of);
    }
}

struct Preparing<'a> {
    schema: &'a Schema,
}

impl Preparing<'_> {
    fn operation(&self, operation: &mut OperationDefinition) {
        let kind = match operation.ty {
            ParsedOperationType::Query => OperationType::Query,
            ParsedOperationType::Mutation => OperationType::Mutation,
            ParsedOperationType::Subscription => OperationType::Subscription,
        };
        let Some(root) = self.schema.root_operation(kind) else {
            return;
        };
        let set = &mut operation.selection_set.node;
        match kind {
            // Each field of a subscription's root is a stream of its own, and the type's name is none.
            OperationType::Subscription => self.below(set, root),
            _ => self.object(set, root),
        }
    }

    /// The selection set of a field of a type.
    fn object(&self, set: &mut SelectionSet, of: &str) {
        self.below(set, of);
        let field = Field {
            alias: None,
            name: placed(Name::new(TYPE_NAME)),
            arguments: Vec::new(),
            directives: Vec::new(),
            selection_set: placed(SelectionSet::default()),
        };
        set.items.push(placed(Selection::Field(placed(field))));
        let is_abstract = matches!(
            self.schema.types.get(of),
            Some(ExtendedType::Interface(_) | ExtendedType::Union(_))
        );
        if is_abstract {
            let items = std::mem::take(&mut set.items);
            let on = TypeCondition {
                on: placed(Name::new(of)),
            };
            let fragment = InlineFragment {
                type_condition: Some(placed(on)),
                directives: Vec::new(),
                selection_set: placed(SelectionSet { items }),
            };
            set.items
                .push(placed(Selection::InlineFragment(placed(fragment))));
        }
    }

    /// Whatever is selected further down.
    fn below(&self, set: &mut SelectionSet, of: &str) {
        for selection in &mut set.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    let field = &mut field.node;
                    let below = &mut field.selection_set.node;
                    let known = self.schema.type_field(of, field.name.node.as_str());
                    if let (Ok(known), false) = (known, below.items.is_empty()) {
                        self.object(below, known.ty.inner_named_type());
                    }
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = condition.map(|condition| condition.node.on.node.clone());
                    let of = on.as_ref().map_or(of, Name::as_str);
                    self.below(&mut inline.node.selection_set.node, of);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }
}

fn placed<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}
