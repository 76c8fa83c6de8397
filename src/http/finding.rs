//! Which document is asked for: a registered one by its id, or the caller's own where he may send one.
//! Deliberately absent: whether it may be run, and running it (run).

use std::sync::Arc;

use axum::http::StatusCode;
use sea_orm::DbErr;

use super::Doors;
use super::answers::Answer;
use super::documents::Document;
use super::run::{Asked, Caller, bad_request};
use super::trusted::NotFound;
use crate::kernel::error::{Fault, Message, TopLevelCode};
use crate::kernel::id::DistrictId;
use crate::kernel::journal::Head;

impl Doors {
    /// The document that is asked for; beside a registered one, where the caller's district stands, because one look tells that
    /// too.
    pub async fn document(
        &self,
        asked: &Asked,
        caller: &Caller,
    ) -> Result<(Arc<Document>, Option<Head>), Answer> {
        let lang = caller.lang;
        let Some(id) = &asked.document_id else {
            if !caller.open_queries && !self.app.config.http.is_open_to_queries() {
                let status = StatusCode::FORBIDDEN;
                let code = TopLevelCode::DocumentRequired;
                return Err(Answer::refusal(status, code, &registered_only(), lang));
            }
            let checked = self.documents.check(&asked.query);
            let checked = checked.map_err(|wrongs| Answer::of_document(&wrongs, lang));
            return Ok((checked?, None));
        };
        let fault =
            |fault: Fault| Answer::fault(fault.for_log(), StatusCode::SERVICE_UNAVAILABLE, lang);
        let stands = self.stand(caller).await;
        let (number, head) = stands.map_err(|error| fault(error.into()))?;
        let found = self
            .trusted
            .find(&self.app.db, &self.documents, (id, number));
        let found = found.await.map_err(|why| match why {
            NotFound::Unknown => {
                let message = Message::new(
                    "没有登记此 documentId 的文档；请先登记，或核对其 SHA-256。",
                    "No document of this documentId is registered; register it, or check its SHA-256.",
                );
                bad_request(TopLevelCode::DocumentUnknown, &message, lang)
            }
            NotFound::Wrong(wrongs) => Answer::of_document(&wrongs, lang),
            NotFound::Fault(why) => fault(why),
        });
        Ok((found?, head))
    }

    /// The number of the installation's journal, and where the caller's district stands.
    async fn stand(&self, caller: &Caller) -> Result<(i64, Option<Head>), DbErr> {
        let installation = DistrictId::installation();
        let all = self.app.heads.of(&installation);
        let Some(actor) = &caller.actor else {
            return Ok((all.await?.map_or(0, |head| head.number), None));
        };
        let (all, own) = futures_util::join!(all, self.app.heads.of(&actor.district));
        Ok((all?.map_or(0, |head| head.number), own?))
    }
}

fn registered_only() -> Message {
    Message::new(
        "此处只接受已登记的查询文档，请以 documentId 指明；自由查询须由令牌授权。",
        "Only registered documents are answered here: name one by its documentId, or ask for a token with the right of \
         open queries.",
    )
}
