//! What every kind of case has in the API besides its own fields: its type, its pages, what became of an action in it, and
//! its mutations, one for each deed. A slice names them; these macros write them. Deliberately absent: fields of a kind.

/// The type of a kind of case, its connection and the payload of its mutations. The slice writes the type's `Object`.
#[macro_export]
macro_rules! case_face {
    (
        $kind:ident $en:literal $zh:literal of $practice:path;
        $connection:ident, $edge:ident, $payload:ident { $field:ident }
    ) => {
        #[doc = concat!("A ", $en, " (", $zh, ").")]
        #[derive(Clone, Debug)]
        pub struct $kind(pub $crate::casework::graphql::Shown);

        /// The kind and its name in the API.
        pub const KIND: (&$crate::casework::Practice, &str) = (&$practice, stringify!($kind));

        #[doc = concat!("One ", $en, "; none when there is none or the caller may not see it.")]
        pub async fn load(
            request: &$crate::linkage::Request,
            pin: &std::sync::Arc<$crate::linkage::Pin>,
            id: $crate::kernel::id::CaseId,
        ) -> $crate::kernel::error::Result<Option<$kind>> {
            let shown = $crate::casework::graphql::list::one(request, pin, KIND, id).await?;
            Ok(shown.map($kind))
        }

        #[doc = concat!("What became of an action in a ", $en, " (", $zh, "操作结果).")]
        #[derive(async_graphql::SimpleObject, Debug)]
        pub struct $payload {
            #[doc = concat!(
                "The ", $en, " as it stands now, also when the action was refused; null when there is none to see (", $zh, ")."
            )]
            $field: Option<$kind>,
            /// Why it was refused (被拒原因).
            errors: Vec<$crate::casework::graphql::limits::CaseError>,
        }

        impl $payload {
            /// The payload after an action, with the case as it stands now.
            pub async fn of(
                request: &$crate::linkage::Request,
                id: $crate::kernel::id::CaseId,
                done: $crate::casework::refusals::Outcome<$crate::kernel::id::CaseId>,
            ) -> $crate::kernel::error::Result<Self> {
                let (pin, errors) = $crate::casework::graphql::doing::settled(request, done).await?;
                let $field = match pin {
                    Some(pin) => load(request, &pin, id).await?,
                    None => None,
                };
                Ok(Self { $field, errors })
            }
        }

        #[doc = concat!("A page of ", $en, "s.")]
        #[derive(Debug)]
        pub struct $connection {
            pin: std::sync::Arc<$crate::linkage::Pin>,
            listed: $crate::casework::graphql::list::Listed,
            page: $crate::kernel::page::Page<$crate::casework::graphql::Shown>,
        }

        impl $connection {
            /// Loads a page.
            pub async fn load(
                ctx: &async_graphql::Context<'_>,
                pin: &std::sync::Arc<$crate::linkage::Pin>,
                args: $crate::casework::graphql::list::CasesArgs,
            ) -> $crate::kernel::error::Result<Self> {
                let request = ctx.data_unchecked::<$crate::linkage::Request>();
                let (page, listed) =
                    $crate::casework::graphql::list::page(request, pin, KIND, args).await?;
                let pin = std::sync::Arc::clone(pin);
                Ok(Self { pin, listed, page })
            }
        }

        #[doc = concat!("One ", $en, " of a page (", $zh, "条目).")]
        #[derive(async_graphql::SimpleObject, Clone, Debug)]
        pub struct $edge {
            /// Its cursor (游标).
            pub cursor: String,
            #[doc = concat!("The ", $en, " (", $zh, ").")]
            pub node: $kind,
        }

        #[doc = concat!("A page of ", $en, "s, the newest first (", $zh, "列表).")]
        #[async_graphql::Object]
        impl $connection {
            /// The cases with their cursors (带游标的条目).
            async fn edges(&self) -> Vec<$edge> {
                let items = self.page.items.iter();
                items
                    .map(|(key, shown)| $edge {
                        cursor: $crate::kernel::page::encode_cursor(key),
                        node: $kind(shown.clone()),
                    })
                    .collect()
            }

            /// The cases alone (办件).
            async fn nodes(&self) -> Vec<$kind> {
                let items = self.page.items.iter();
                items.map(|(_, shown)| $kind(shown.clone())).collect()
            }

            /// Where the page stands (分页信息).
            async fn page_info(&self) -> $crate::kernel::page::PageInfo {
                self.page.info()
            }

            /// How many there are in all; counted only when asked for (总数).
            async fn total_count(
                &self,
                ctx: &async_graphql::Context<'_>,
            ) -> $crate::kernel::error::Result<i32> {
                let request = ctx.data_unchecked::<$crate::linkage::Request>();
                $crate::casework::graphql::list::count(request, &self.pin, KIND.0, &self.listed.filter).await
            }

            /// The journal number that this page is true for: the smallest of a round is the `updatedSince` of the next
            /// (日志序号).
            async fn as_of(&self) -> $crate::kernel::scalars::Long {
                $crate::kernel::scalars::Long(self.pin.number)
            }

            /// What left this list after a journal number, for clients that keep it (移出的办件).
            async fn deletions(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "The journal number (日志序号).")] since: $crate::kernel::scalars::Long,
                #[graphql(desc = "How many, 1 to 100 (条数).", default = 100)] first: i32,
                #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
            ) -> $crate::kernel::error::Result<$crate::kernel::since::Deletions> {
                let request = ctx.data_unchecked::<$crate::linkage::Request>();
                let args = $crate::casework::graphql::list::LeftArgs { since, first, after };
                $crate::casework::graphql::list::deletions(request, &self.pin, KIND, &self.listed, args).await
            }
        }
    };
}

/// Mutations of a kind of case, one for each deed: `name(Input) of Act { fields } => |reading, input| (deed, note);`.
/// Every input has besides its fields the case's `id`, the day `on` and the newest step seen, `afterStep`.
#[macro_export]
macro_rules! case_deeds {
    (
        $(#[doc = $object_doc:literal])+
        $object:ident of $kind:ident -> $payload:ident;
        $(
            $(#[doc = $doc:literal])+
            $name:ident($input:ident) of $act:ident {
                $( $(#[$field_doc:meta])+ $field:ident: $type:ty ),* $(,)?
            } => |$reading:ident, $in:ident| $deed:expr;
        )+
    ) => {
        $(
            $(#[doc = $doc])+
            #[derive(async_graphql::InputObject, Debug)]
            pub struct $input {
                /// Which one (办件).
                id: async_graphql::ID,
                $( $(#[$field_doc])+ $field: $type, )*
                /// The day on which it was done; today when left out (日期).
                on: Option<$crate::kernel::scalars::Date>,
                /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
                after_step: Option<i32>,
            }
        )+

        $(#[doc = $object_doc])+
        #[derive(Default, Debug)]
        pub struct $object;

        $(#[doc = $object_doc])+
        #[async_graphql::Object]
        impl $object {
            $(
                $(#[doc = $doc])+
                async fn $name(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "Which one, and what of it (办件与内容).")] input: $input,
                ) -> $crate::kernel::error::Result<$payload> {
                    let act = $crate::casework::kinds::CaseAct::$act;
                    let (request, mut reading) =
                        $crate::casework::graphql::doing::started(ctx, $kind.0, act)?;
                    let id = reading.case("id", &input.id, $kind.1);
                    let (deed, note) = {
                        let ($reading, $in) = (&mut reading, &input);
                        $deed
                    };
                    let when = (input.on.as_ref(), input.after_step);
                    let done =
                        $crate::casework::graphql::doing::done(request, reading, $kind.0, id, (deed, note), when)
                            .await;
                    $payload::of(request, id, done).await
                }
            )+
        }
    };
}
