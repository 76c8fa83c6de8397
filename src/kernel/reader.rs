//! How everything is read. On SQLite a reader is the pool. On PostgreSQL it opens, at the first statement of an answer, one
//! transaction that reads only, tells it who looks, and asks everything in it: an answer is one snapshot, and row-level
//! security stands behind the program's own filters. It is closed before the same request writes, so that a request never
//! holds two connections. One that reads from a standby writes to the primary all the same. Deliberately absent: writes; a
//! reader lends its place to `kernel::db`, which opens them.

use std::sync::Arc;

use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, SqliteTransactionMode, Statement,
};
use tokio::sync::{Mutex, MutexGuard};

use super::bus::Bus;
use super::db::{begin_installation_write, begin_unbroken, begin_write, load_head};
use super::id::DistrictId;
use super::journal::Ledger;
use super::viewpoint::{Errand, Lens, Viewpoint, setting_of};
use super::witness::Witness;

/// Reads for one answer, or for one errand of the program.
#[derive(Clone, Debug)]
pub struct Reader {
    pool: DatabaseConnection,
    /// Where it writes: another pool where it reads from a standby.
    primary: DatabaseConnection,
    on_standby: bool,
    view: Viewpoint,
    snapshot: Arc<Mutex<Option<Snapshot>>>,
    bus: Bus,
    /// Who is told of what is read, and of what cannot be told from it.
    witness: Option<Arc<Witness>>,
}

/// The open transaction, and what it was last told that it is for.
#[derive(Debug)]
struct Snapshot {
    tx: DatabaseTransaction,
    lens: Lens,
}

impl Reader {
    /// A reader for somebody, or for the program.
    pub fn new(pool: DatabaseConnection, view: Viewpoint) -> Self {
        Self {
            primary: pool.clone(),
            on_standby: false,
            pool,
            view,
            snapshot: Arc::default(),
            bus: Bus::default(),
            witness: None,
        }
    }

    /// The same, which tells a witness what it reads.
    pub fn before(self, witness: Arc<Witness>) -> Self {
        Self {
            witness: Some(witness),
            ..self
        }
    }

    /// Tells that the answer is good for this caller and this moment only.
    pub fn pass(&self) {
        if let Some(witness) = &self.witness {
            witness.pass();
        }
    }

    /// Tells that the answer sees a district at a number that was read before; a snapshot that is opened must be of it.
    pub fn foretell(&self, district: &DistrictId, number: i64) {
        if let Some(witness) = &self.witness {
            witness.foretell(district, number);
        }
    }

    /// Tells at which number the answer sees a district.
    pub fn pinned(&self, district: &DistrictId, number: i64) {
        if let Some(witness) = &self.witness {
            witness.pin(district, number);
        }
    }

    fn saw(&self, statement: &Statement) {
        if let Some(witness) = &self.witness {
            witness.saw(statement);
        }
    }

    /// The same, whose writes wake the readers of the journal.
    pub fn waking(self, bus: Bus) -> Self {
        Self { bus, ..self }
    }

    /// The same, which reads from a standby and writes where it did.
    pub fn over(self, standby: DatabaseConnection) -> Self {
        Self {
            pool: standby,
            on_standby: true,
            ..self
        }
    }

    /// A reader for an errand of the program, over the same pool.
    pub fn on_errand(pool: &DatabaseConnection, errand: Errand) -> Self {
        Self::new(pool.clone(), Viewpoint::program(errand))
    }

    /// A reader for an errand of the program, over the same pool and bus, with a snapshot of its own.
    pub fn turned(&self, errand: Errand) -> Self {
        self.pass();
        Self::on_errand(&self.primary, errand).waking(self.bus.clone())
    }

    /// Whether this reads what the primary may know better.
    pub fn is_on_standby(&self) -> bool {
        self.on_standby
    }

    /// The same snapshot through another lens.
    pub fn through(&self, lens: Lens) -> Self {
        Self {
            view: self.view.through(lens),
            ..self.clone()
        }
    }

    /// The same snapshot for what is counted, whoever may see each row of it.
    pub fn for_figures(&self) -> Self {
        self.through(Lens::Figures)
    }

    /// Ends the snapshot; whatever is read afterwards sees what was written meanwhile.
    pub async fn close(&self) {
        let open = self.snapshot.lock().await.take();
        if let Some(open) = open
            && let Err(error) = open.tx.rollback().await
        {
            // Nothing was written, and a connection that is lost is not used again.
            tracing::debug!(%error, "a snapshot was not ended");
        }
    }

    /// A reader for the same one, with a snapshot of its own that nobody watches.
    pub fn anew(&self) -> Self {
        Self {
            snapshot: Arc::default(),
            witness: None,
            ..self.clone()
        }
    }

    /// Tells an open write transaction that it goes on for whom this reads.
    pub async fn turn(&self, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        if tx.get_database_backend() == DbBackend::Postgres {
            let view = self.view.through(Lens::Writing);
            tx.execute_unprepared(&view.settings()).await?;
        }
        Ok(())
    }

    /// Opens the write transaction of a district for whom this reads, and ends the snapshot before.
    pub async fn begin_write(
        &self,
        district: &DistrictId,
    ) -> Result<Option<(DatabaseTransaction, Ledger)>, DbErr> {
        self.pass();
        self.close().await;
        let begun = begin_write(&self.primary, district, &self.view).await?;
        Ok(begun.map(|(tx, ledger)| (tx, ledger.waking(self.bus.clone()))))
    }

    /// Opens a write transaction of no district's journal for whom this reads, and ends the snapshot before.
    pub async fn begin_installation_write(&self) -> Result<DatabaseTransaction, DbErr> {
        self.pass();
        self.close().await;
        begin_installation_write(&self.primary, &self.view).await
    }

    fn is_walled(&self) -> bool {
        self.pool.get_database_backend() == DbBackend::Postgres
    }

    /// The snapshot, told what it is for. Whoever holds it asks alone; statements of a transaction queue in any case.
    async fn snapshot(&self) -> Result<MutexGuard<'_, Option<Snapshot>>, DbErr> {
        let mut place = self.snapshot.lock().await;
        match place.as_mut() {
            None => *place = Some(self.open().await?),
            Some(open) if open.lens != self.view.lens() => {
                let setting = setting_of(self.view.lens());
                open.tx.execute_unprepared(&setting).await?;
                open.lens = self.view.lens();
            }
            Some(_) => {}
        }
        Ok(place)
    }

    async fn open(&self) -> Result<Snapshot, DbErr> {
        let foretold = self.witness.as_ref().and_then(|witness| witness.foretold());
        let tx = begin_unbroken(&self.pool, SqliteTransactionMode::Deferred).await?;
        // One way to the server and back for all of it.
        let begun = format!(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {}",
            self.view.settings()
        );
        tx.execute_unprepared(&begun).await?;
        if let (Some(witness), Some((district, number))) = (&self.witness, foretold) {
            let head = load_head(&tx, &district).await?;
            if head.is_none_or(|head| head.number != number) {
                witness.set_moved();
                return Err(DbErr::Custom("the district went on".to_owned()));
            }
        }
        Ok(Snapshot {
            tx,
            lens: self.view.lens(),
        })
    }
}

/// Asks in the snapshot on PostgreSQL, and the pool elsewhere.
macro_rules! ask {
    ($reader:ident, $way:ident($($given:expr),*)) => {
        if $reader.is_walled() {
            match $reader.snapshot().await?.as_ref() {
                Some(open) => open.tx.$way($($given),*).await,
                None => Err(DbErr::Custom("a snapshot was not opened".to_owned())),
            }
        } else {
            $reader.pool.$way($($given),*).await
        }
    };
}

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.pass();
        ask!(self, execute_raw(statement))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.pass();
        ask!(self, execute_unprepared(sql))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.saw(&statement);
        ask!(self, query_one_raw(statement))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.saw(&statement);
        ask!(self, query_all_raw(statement))
    }
}
