//! The doors: GraphQL over HTTP and websocket, GraphiQL, health and metrics; a request becomes an actor's view and goes
//! through the guard and the limits to the executor. Deliberately absent: cookies.

pub mod address;
pub mod answers;
pub mod bodies;
pub mod budget;
pub mod callers;
pub mod completion;
pub mod connections;
pub mod counts;
pub mod documents;
pub mod encodings;
pub mod etags;
pub mod exports;
pub mod finding;
pub mod graphql;
pub mod headers;
pub mod health;
pub mod hooks;
pub mod imports;
pub mod inputs;
pub mod kept;
pub mod limits;
pub mod live;
pub mod log;
pub mod media;
pub mod misfits;
pub mod page;
pub mod places;
pub mod prepared;
pub mod registering;
pub mod request;
pub mod run;
pub mod server;
pub mod socket;
pub mod standby;
pub mod tls;
pub mod trusted;
pub mod wording;

pub use server::{router, serve, serve_until};

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::access::{Desk, Gate};
use crate::app::App;
use crate::schema::WorkroomsSchema;
use bodies::Bodies;
use budget::{Budgets, Payer};
use counts::Counts;
use documents::Documents;
use kept::KeptAnswers;
use live::Live;
use places::Places;
use tls::Certificate;
use trusted::Trusted;

/// What every door shares.
#[derive(Clone)]
pub struct Doors {
    /// The program.
    pub app: Arc<App>,
    /// The executor.
    pub schema: WorkroomsSchema,
    /// Who is let in.
    pub gate: Arc<Gate>,
    /// The guard with its cache.
    pub documents: Arc<Documents>,
    /// The documents that are registered.
    pub trusted: Arc<Trusted>,
    /// The schema in its own language.
    pub sdl: Arc<str>,
    /// Whole answers.
    pub kept: Arc<KeptAnswers>,
    /// What each caller may still spend.
    pub budgets: Arc<Budgets>,
    /// Room for bodies that are read.
    pub bodies: Arc<Bodies>,
    /// Places for operations under way.
    pub places: Arc<Semaphore>,
    /// Those of each caller.
    pub own_places: Arc<Places>,
    /// Turns for files that are made.
    pub exports: Arc<Semaphore>,
    /// The certificate, where the program speaks TLS itself.
    pub certificate: Option<Arc<Certificate>>,
    /// Cancelled when the server is told to end: it says that it is not ready, and still serves whoever comes.
    pub leaving: CancellationToken,
    /// Cancelled when the server is going down.
    pub draining: CancellationToken,
    /// The websockets that are open.
    pub sockets: TaskTracker,
    /// How many of them each caller has.
    pub own_sockets: Counts<Payer>,
    /// Places for subscriptions, and for what is prepared for them at once.
    pub live: Live,
}

impl std::fmt::Debug for Doors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Doors").finish_non_exhaustive()
    }
}

impl Doors {
    /// The doors of a program; fails when the schema is not valid, the certificate cannot be used, or the settings of the
    /// issuer are not good.
    pub fn new(app: Arc<App>) -> Result<Self, String> {
        let sdl = crate::schema::sdl();
        let documents = Documents::new(&sdl, &app.config.http.limits)?;
        let certificate = Certificate::of(&app.config.http)?.map(Arc::new);
        let budgets = Budgets::over(&app.config.http, &app.db, &app.clock);
        let desk = Desk::new(app.config.sign_in.settings())?;
        let gate = Gate::new(app.config.oidc.settings()?, desk)?;
        let places = Arc::new(Semaphore::new(app.config.http.max_concurrent_operations));
        let own_places = Places::new(app.config.http.max_concurrent_operations_per_caller);
        let bodies = Arc::new(Bodies::new(&app.config.http));
        Ok(Self {
            schema: crate::schema::build(),
            gate: Arc::new(gate),
            documents: Arc::new(documents),
            trusted: Arc::default(),
            sdl: sdl.into(),
            kept: Arc::new(KeptAnswers::new(app.config.http.kept_answer_bytes)),
            budgets: Arc::new(budgets),
            bodies,
            places,
            own_places: Arc::new(own_places),
            exports: Arc::new(Semaphore::new(exports::AT_ONCE)),
            certificate,
            leaving: CancellationToken::new(),
            draining: CancellationToken::new(),
            sockets: TaskTracker::new(),
            own_sockets: Counts::default(),
            live: Live::new(&app.config.http.live),
            app,
        })
    }
}
