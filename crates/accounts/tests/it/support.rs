//! A floor's accounts with a clock that the test moves.

use std::net::IpAddr;

use accounts::*;
use chrono::{DateTime, TimeDelta, Utc};
use database::testing::TestDb;
use kernel::{AccountId, Actor, Ctx, Fields, Locale};
use sea_orm::ConnectionTrait;

pub const PASSWORD: &str = "vườn cam bên sông";
pub const EMAIL: &str = "an@example.vn";

pub struct World<'a> {
    pub db: &'a TestDb,
    pub passwords: Passwords,
    pub now: DateTime<Utc>,
    pub address: IpAddr,
}

pub fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub fn form(identifier: &str) -> Fields {
    fields(&[
        ("identifier", identifier),
        ("display_name", "Nguyễn An"),
        ("password", PASSWORD),
        ("terms", "on"),
        ("privacy", "on"),
    ])
}

impl<'a> World<'a> {
    pub fn new(db: &'a TestDb) -> Self {
        let now = "2026-11-20T02:00:00Z".parse().unwrap();
        Self { db, passwords: Passwords::new(Cost::Test), now, address: "203.0.113.7".parse().unwrap() }
    }

    pub fn wait(&mut self, by: TimeDelta) {
        self.now += by;
    }

    /// A visitor.
    pub fn ctx(&self) -> Ctx {
        Ctx::new(Actor::Anonymous, self.now)
    }

    pub fn as_account(&self, id: AccountId) -> Ctx {
        Ctx::new(Actor::Account(id), self.now)
    }

    pub async fn register(&self, identifier: &str) -> Result<Account, Error> {
        let registration = Registration::parse(&form(identifier))?;
        let hash = self.passwords.hash(&registration.password).await;
        let txn = self.db.begin().await.unwrap();
        let versions = Versions { terms: "2026-11", privacy: "2026-10" };
        let account = register(&txn, &self.ctx(), registration, hash, versions, Locale::Vi).await?;
        txn.commit().await.unwrap();
        Ok(account)
    }

    pub async fn administrator(&self, email: &str) -> Account {
        let identifier = admin::parse_administrator(email, PASSWORD).unwrap();
        let hash = self.passwords.hash(PASSWORD).await;
        let txn = self.db.begin().await.unwrap();
        let ctx = Ctx::system(self.now);
        let account = admin::create_administrator(&txn, &ctx, identifier, "Quản trị mẫu".into(), hash).await.unwrap();
        txn.commit().await.unwrap();
        account
    }

    pub async fn try_login(&self, identifier: &str, password: &str) -> Outcome {
        self.login_from(identifier, password, self.address).await
    }

    pub async fn login_from(&self, identifier: &str, password: &str, address: IpAddr) -> Outcome {
        let attempt = login::prepare(self.db.read(), &self.ctx(), identifier, address).await.unwrap();
        let checked = attempt.check(&self.passwords, password).await;
        let txn = self.db.begin().await.unwrap();
        let outcome = login::login(&txn, &self.ctx(), checked, &device()).await.unwrap();
        txn.commit().await.unwrap();
        outcome
    }

    pub async fn login(&self, identifier: &str) -> LoggedIn {
        match self.try_login(identifier, PASSWORD).await {
            Outcome::LoggedIn(logged_in) => *logged_in,
            other => panic!("not logged in: {other:?}"),
        }
    }

    pub async fn session(&self, token: &Secret) -> Option<Session> {
        find_session(self.db.read(), &self.ctx(), token.expose()).await.unwrap()
    }

    /// Sets up a second factor; gives its secret, the codes and the new session.
    pub async fn enrol(&self, token: &Secret) -> (String, Vec<String>, Secret) {
        let session = self.session(token).await.unwrap();
        let txn = self.db.begin().await.unwrap();
        let ctx = self.as_account(session.account.id);
        let enrolment = second_factor::begin_enrolment(&txn, &ctx, session.account.id, "Sàn Hà Tĩnh").await.unwrap();
        let code = second_factor::code_at(&enrolment.secret, self.now).unwrap();
        let done = second_factor::confirm_enrolment(&txn, &ctx, &session, &code, &device()).await.unwrap();
        txn.commit().await.unwrap();
        (enrolment.secret, done.recovery_codes, done.login.session_token)
    }

    pub async fn pass(&self, token: &Secret, code: &str) -> second_factor::Passed {
        let txn = self.db.begin().await.unwrap();
        let passed = second_factor::pass(&txn, &self.ctx(), token.expose(), code, &device()).await.unwrap();
        txn.commit().await.unwrap();
        passed
    }

    /// What the worker does before it sends a mail.
    pub async fn mint(&self, id: AccountId, purpose: Purpose) -> Option<Letter> {
        let txn = self.db.begin().await.unwrap();
        let letter = mint_token(&txn, &Ctx::system(self.now), id, purpose).await.unwrap();
        txn.commit().await.unwrap();
        letter
    }

    pub async fn reload(&self, id: AccountId) -> Account {
        find_account(self.db.read(), id).await.unwrap().unwrap()
    }

    /// The kinds of all events, oldest first.
    pub async fn events(&self) -> Vec<String> {
        let all = database::outbox::follow(self.db.read(), 0, 1_000).await.unwrap();
        assert!(
            all.iter().all(|event| event.payload == serde_json::json!({})),
            "events carry nothing but their subject"
        );
        all.into_iter().map(|event| event.kind).collect()
    }

    /// The actions in the audit log about an account, by name.
    pub async fn audited(&self, id: AccountId) -> Vec<String> {
        let filter = database::audit::Filter { subject: Some(id.0), ..Default::default() };
        let lines = database::audit::page(self.db.read(), &filter, 1_000).await.unwrap();
        let mut actions: Vec<String> = lines.into_iter().map(|line| line.action).collect();
        actions.sort();
        actions
    }

    pub async fn count(&self, sql: &str) -> i64 {
        let backend = self.db.read().get_database_backend();
        let statement = sea_orm::Statement::from_string(backend, sql.to_owned());
        self.db.read().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }
}

pub fn device() -> Device {
    Device { user_agent: "Firefox".into(), previous_token: None }
}

/// Runs one command in a transaction and commits it when it succeeds.
macro_rules! commit {
    ($world:expr, |$txn:ident| $command:expr) => {{
        let $txn = $world.db.begin().await.unwrap();
        let result = $command.await;
        if result.is_ok() {
            $txn.commit().await.unwrap();
        } else {
            $txn.rollback().await.unwrap();
        }
        result
    }};
}
pub(crate) use commit;
