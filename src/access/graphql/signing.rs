//! Signing in here, and one's own sign-in, in the API. Deliberately absent: the rules; and letting a session that has
//! something else to do first do anything but what is here.

use async_graphql::{Context, ID, InputObject, NewType, Object, SimpleObject};

use super::{AccountRole, kinds_of_scopes};
use crate::access::entity::account_role;
use crate::access::local::entity::session;
use crate::access::local::own::{self, session_of};
use crate::access::local::refusals::{Outcome, Refused, SignInErrorCode as Code};
use crate::access::local::sign_in::{Opened, Said, SignedIn, sign_in};
use crate::access::local::{Duty, Presence, Session, sessions};
use crate::kernel::error::{Lang, Problem, Result, settle};
use crate::kernel::id::{DistrictId, GlobalId};
use crate::kernel::scalars::{DateTime, DivisionCode};
use crate::linkage::Request;

crate::user_error! {
    /// Why a sign-in, or a change of one's own sign-in, was refused (登录操作错误).
    SignInError of Code
}

/// A text that never reaches a log.
#[derive(NewType, Clone)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}

/// By what a person signs in (登录).
#[derive(InputObject, Clone, Debug)]
pub struct SignInInput {
    /// The name (用户名).
    pub name: String,
    /// The password (密码).
    pub password: Secret,
    /// The one-time code of the authenticator, or a recovery code; left out by who has none (动态码).
    pub code: Option<Secret>,
    /// The role to act in, for who has several today; the header Workrooms-Grant if left out (职务).
    pub grant_id: Option<ID>,
}

/// The end of a session (退出登录).
#[derive(InputObject, Clone, Debug)]
pub struct SignOutInput {
    /// Whether all other sessions of oneself end too; no if left out (是否全部退出).
    pub everywhere: Option<bool>,
}

/// A session of one's own to end (结束会话).
#[derive(InputObject, Clone, Debug)]
pub struct SessionEndInput {
    /// The session (会话).
    pub id: ID,
}

/// A new password (修改密码).
#[derive(InputObject, Clone, Debug)]
pub struct PasswordChangeInput {
    /// The present password (当前密码).
    pub current_password: Secret,
    /// The new one: 10 to 128 characters, none of the last five, without the name (新密码).
    pub new_password: Secret,
}

/// One-time codes to set up (启用动态码).
#[derive(InputObject, Clone, Debug)]
pub struct OneTimeCodeEnrolInput {
    /// A code of those that are in use, for who has some already (当前动态码).
    pub code: Option<Secret>,
}

/// A code of the new secret (确认动态码).
#[derive(InputObject, Clone, Debug)]
pub struct OneTimeCodeConfirmInput {
    /// The code (动态码).
    pub code: Secret,
}

/// A session of a person who signed in here (登录会话).
#[derive(SimpleObject, Clone, Debug)]
pub struct SignInSession {
    /// The opaque id (标识).
    pub id: ID,
    /// The role that it acts in (职务).
    pub grant_id: ID,
    /// The district; null for the installation (区县).
    pub district_code: Option<DivisionCode>,
    /// From where it was opened (登录地址).
    pub address: String,
    /// When it was opened (登录时刻).
    pub opened_at: DateTime,
    /// When it was last used, to the minute (最近使用时刻).
    pub used_at: DateTime,
    /// When it ends however much it is used (最迟结束时刻).
    pub ends_at: DateTime,
}

impl SignInSession {
    fn of(row: &session::Model) -> Self {
        let district = &row.role_district;
        let of_district = *district != DistrictId::installation();
        Self {
            id: GlobalId::encode("SignInSession", &row.district_id, row.id),
            grant_id: GlobalId::encode(account_role::TYPE_NAME, district, row.role_id),
            district_code: of_district.then(|| DivisionCode(district.to_string())),
            address: row.address.clone(),
            opened_at: DateTime(row.opened_at),
            used_at: DateTime(row.used_at),
            ends_at: DateTime(row.ends_at),
        }
    }
}

/// What a sign-in gave (登录结果).
#[derive(SimpleObject, Clone, Debug, Default)]
pub struct SignInPayload {
    /// The session's token, shown this once; it goes where a token goes (会话令牌).
    pub token: Option<String>,
    /// The session; null when refused (会话).
    pub session: Option<SignInSession>,
    /// What must be done before the session is good for anything else (须先完成的事项).
    pub duties: Vec<Duty>,
    /// The role that the session acts in; when refused for it, those of which one must be named (职务).
    pub grants: Vec<AccountRole>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<SignInError>,
}

/// What a change of one's own sign-in did (本人登录操作结果).
#[derive(SimpleObject, Clone, Debug, Default)]
pub struct OwnSignInPayload {
    /// What is still to be done before the session is good for anything else (须先完成的事项).
    pub duties: Vec<Duty>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<SignInError>,
}

/// New one-time codes (动态码启用结果).
#[derive(SimpleObject, Clone, Debug, Default)]
pub struct OneTimeCodeEnrolPayload {
    /// What the authenticator reads, `otpauth://…`, shown this once; null when refused (动态码密钥地址).
    pub address: Option<String>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<SignInError>,
}

/// Confirmed one-time codes (动态码确认结果).
#[derive(SimpleObject, Clone, Debug, Default)]
pub struct OneTimeCodeConfirmPayload {
    /// Ten codes for who loses the authenticator, each good once, shown this once (恢复码).
    pub recovery_codes: Vec<String>,
    /// What is still to be done before the session is good for anything else (须先完成的事项).
    pub duties: Vec<Duty>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<SignInError>,
}

/// One's own sign-in (本人登录).
#[derive(SimpleObject, Clone, Debug)]
pub struct OwnSignIn {
    /// The session that asks (当前会话).
    pub session_id: ID,
    /// What must be done before it is good for anything else (须先完成的事项).
    pub duties: Vec<Duty>,
    /// One's sessions that are good now, the newest first (会话).
    pub sessions: Vec<SignInSession>,
}

/// The root of one's own sign-in.
#[derive(Default, Debug)]
pub struct SigningQuery;

/// The root of one's own sign-in.
#[Object]
impl SigningQuery {
    /// One's own sign-in; null for who shows no session (本人登录).
    async fn own_sign_in(&self, ctx: &Context<'_>) -> Result<Option<OwnSignIn>> {
        let (request, presence) = here(ctx);
        let (presence, session) = match settle(session_of(request, presence))? {
            Ok(session) => (presence, session),
            Err(_) => return Ok(None),
        };
        let Some(presence) = presence else {
            return Ok(None);
        };
        let settings = &presence.desk.settings;
        let now = request.this_moment();
        let door = request.door().await;
        let rows = sessions::list(&door, settings, session.credential_id, now).await?;
        door.close().await;
        Ok(Some(OwnSignIn {
            session_id: GlobalId::encode("SignInSession", &DistrictId::installation(), session.id),
            duties: session.duties.clone(),
            sessions: rows.iter().map(SignInSession::of).collect(),
        }))
    }
}

/// Signing in, and changes of one's own sign-in.
#[derive(Default, Debug)]
pub struct SigningMutation;

/// Signing in, and changes of one's own sign-in.
#[Object]
impl SigningMutation {
    /// Signs in by name, password and one-time code; of all that may be wrong it is not told what (登录).
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By what one signs in (登录).")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let (request, presence) = here(ctx);
        let presence = presence.ok_or(Problem::Forbidden)?;
        let said = Said {
            name: input.name,
            password: input.password.0,
            code: input.code.map(|code| code.0),
            grant: input.grant_id.map(|id| id.0),
        };
        match settle(sign_in(request, presence, said).await)? {
            Ok(SignedIn::Opened(opened)) => opened_payload(request, &opened).await,
            Ok(SignedIn::Several(roles)) => several_payload(request, &roles).await,
            Err(refusals) => Ok(SignInPayload {
                errors: told(&refusals, request.lang),
                ..SignInPayload::default()
            }),
        }
    }

    /// Ends the session that asks, or all of one's own (退出登录).
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How far (范围).")] input: SignOutInput,
    ) -> Result<OwnSignInPayload> {
        let (request, presence) = here(ctx);
        let everywhere = input.everywhere.unwrap_or(false);
        let done = match known(request, presence) {
            Ok((presence, session)) => {
                let which = (!everywhere).then_some(session.id);
                own::end(request, presence, session, which).await
            }
            Err(failure) => Err(failure),
        };
        own_payload(request, None, settle(done)?)
    }

    /// Ends a session of one's own (结束会话).
    async fn session_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session (会话).")] input: SessionEndInput,
    ) -> Result<OwnSignInPayload> {
        let (request, presence) = here(ctx);
        let id = GlobalId::decode(&input.id).filter(|id| id.type_name == "SignInSession");
        let done = match known(request, presence) {
            Ok((presence, session)) => {
                let which = Some(id.map(|id| id.id).unwrap_or_default());
                own::end(request, presence, session, which).await
            }
            Err(failure) => Err(failure),
        };
        own_payload(request, presence, settle(done)?)
    }

    /// Changes one's own password; all other sessions of oneself end (修改密码).
    async fn password_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The present and the new password (密码).")] input: PasswordChangeInput,
    ) -> Result<OwnSignInPayload> {
        let (request, presence) = here(ctx);
        let done = match known(request, presence) {
            Ok((presence, session)) => {
                let passwords = (input.current_password.0, input.new_password.0);
                own::change_password(request, presence, session, passwords).await
            }
            Err(failure) => Err(failure),
        };
        let mut payload = own_payload(request, presence, settle(done)?)?;
        if payload.errors.is_empty() {
            payload.duties.retain(|duty| *duty != Duty::ChangePassword);
        }
        Ok(payload)
    }

    /// Shows a new secret of one-time codes; it is of use once a code of it is confirmed (启用动态码).
    async fn one_time_code_enrol(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A code of those in use, if there are any (当前动态码).")]
        input: OneTimeCodeEnrolInput,
    ) -> Result<OneTimeCodeEnrolPayload> {
        let (request, presence) = here(ctx);
        let code = input.code.as_ref().map(|code| code.0.as_str());
        let done = match known(request, presence) {
            Ok((presence, session)) => own::enrol(request, presence, session, code).await,
            Err(failure) => Err(failure),
        };
        Ok(match settle(done)? {
            Ok(address) => OneTimeCodeEnrolPayload {
                address: Some(address),
                errors: Vec::new(),
            },
            Err(refusals) => OneTimeCodeEnrolPayload {
                address: None,
                errors: told(&refusals, request.lang),
            },
        })
    }

    /// Confirms a new secret by a code of it; from now on a code is asked for at each sign-in (确认动态码).
    async fn one_time_code_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code (动态码).")] input: OneTimeCodeConfirmInput,
    ) -> Result<OneTimeCodeConfirmPayload> {
        let (request, presence) = here(ctx);
        let done = match known(request, presence) {
            Ok((presence, session)) => {
                own::confirm(request, presence, session, &input.code.0).await
            }
            Err(failure) => Err(failure),
        };
        let mut duties = duties(presence);
        Ok(match settle(done)? {
            Ok(recovery_codes) => {
                duties.retain(|duty| *duty != Duty::EnrolOneTimeCode);
                OneTimeCodeConfirmPayload {
                    recovery_codes,
                    duties,
                    errors: Vec::new(),
                }
            }
            Err(refusals) => OneTimeCodeConfirmPayload {
                recovery_codes: Vec::new(),
                duties,
                errors: told(&refusals, request.lang),
            },
        })
    }
}

/// The caller's view, and where he stands; nowhere for who does not come by a door.
fn here<'a>(ctx: &'a Context<'_>) -> (&'a Request, Option<&'a Presence>) {
    let request = ctx.data_unchecked::<Request>();
    // Whoever stands there, the next one may stand elsewhere.
    request.db.pass();
    (request, ctx.data_opt::<Presence>())
}

/// The session that asks, and where it stands.
fn known<'a>(
    request: &Request,
    presence: Option<&'a Presence>,
) -> Outcome<(&'a Presence, &'a Session)> {
    let session = session_of(request, presence)?;
    let presence = presence.ok_or(Problem::Unauthenticated)?;
    Ok((presence, session))
}

fn duties(presence: Option<&Presence>) -> Vec<Duty> {
    let session = presence.and_then(|presence| presence.session.as_ref());
    session.map_or_else(Vec::new, |session| session.duties.clone())
}

fn own_payload(
    request: &Request,
    presence: Option<&Presence>,
    done: std::result::Result<(), Vec<Refused>>,
) -> Result<OwnSignInPayload> {
    let errors = done.err().unwrap_or_default();
    Ok(OwnSignInPayload {
        duties: duties(presence),
        errors: told(&errors, request.lang),
    })
}

async fn shown_roles(request: &Request, roles: &[account_role::Model]) -> Result<Vec<AccountRole>> {
    let door = request.door().await;
    let mut shown = Vec::with_capacity(roles.len());
    for role in roles {
        let of_role = std::slice::from_ref(role);
        let kinds = kinds_of_scopes(&door, &role.district_id, of_role).await?;
        shown.push(AccountRole::of(role, &kinds));
    }
    door.close().await;
    Ok(shown)
}

async fn opened_payload(request: &Request, opened: &Opened) -> Result<SignInPayload> {
    let grants = shown_roles(request, std::slice::from_ref(&opened.role)).await?;
    Ok(SignInPayload {
        token: Some(opened.token.clone()),
        session: Some(SignInSession::of(&opened.session)),
        duties: opened.duties.clone(),
        grants,
        errors: Vec::new(),
    })
}

async fn several_payload(
    request: &Request,
    roles: &[account_role::Model],
) -> Result<SignInPayload> {
    let refusal = Refused::of(
        Code::GrantMissing,
        "grantId",
        "您有多个职务，请指明以哪一职务登录。",
        "You have several roles; name the one to act in.",
    );
    Ok(SignInPayload {
        grants: shown_roles(request, roles).await?,
        errors: told(&[refusal], request.lang),
        ..SignInPayload::default()
    })
}

fn told(refusals: &[Refused], lang: Lang) -> Vec<SignInError> {
    refusals
        .iter()
        .map(|refusal| SignInError::of(refusal, lang))
        .collect()
}
