//! What a thief of the database would find.

use accounts::*;
use database::on_every_database;
use sea_orm::{ConnectionTrait, Statement};

use crate::support::*;

/// Everything in the database as one text: the files of SQLite, the rows of PostgreSQL.
async fn dump(world: &World<'_>) -> String {
    let db = world.db;
    if db.is_sqlite() {
        db.execute_plain("PRAGMA wal_checkpoint(FULL)").await.unwrap();
        let file = db.options.url.trim_start_matches("sqlite://").split('?').next().unwrap();
        let log = std::fs::read(format!("{file}-wal")).unwrap_or_default();
        return String::from_utf8_lossy(&[std::fs::read(file).unwrap(), log].concat()).into_owned();
    }
    let backend = db.read().get_database_backend();
    let query = async |sql: String| db.read().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let tables = "SELECT CAST(table_name AS text) FROM information_schema.tables WHERE table_schema = current_schema()";
    let mut all = String::new();
    for table in query(tables.to_owned()).await {
        let table: String = table.try_get_by_index(0).unwrap();
        for row in query(format!("SELECT CAST(t AS text) FROM \"{table}\" t")).await {
            all += &row.try_get_by_index::<String>(0).unwrap();
        }
    }
    all
}

#[tokio::test]
async fn no_password_token_or_code_is_stored_as_it_is() {
    on_every_database!(|db| {
        let world = World::new(&db);
        let officer = world.administrator("officer@example.vn").await;
        let token = world.login("officer@example.vn").await.session_token;
        let (_, codes, session) = world.enrol(&token).await;
        let Outcome::SecondFactorNeeded { token: step, .. } = world.try_login("officer@example.vn", PASSWORD).await
        else {
            panic!("no second step")
        };
        let account = world.register(EMAIL).await.unwrap();
        let buyer = world.login(EMAIL).await.session_token;
        let verify = world.mint(account.id, Purpose::VerifyEmail).await.unwrap().token;
        let link = world.mint(account.id, Purpose::ResetPassword).await.unwrap().token;
        let ctx = world.as_account(officer.id);
        let code = commit!(world, |txn| reset::issue_code(&txn, &ctx, account.id)).unwrap();
        let all = dump(&world).await;
        assert!(all.contains(EMAIL) && all.contains("$argon2id$"), "the dump shows what is there");
        for secret in [&session, &step, &buyer, &verify, &link, &code] {
            assert!(!all.contains(secret.expose()));
            assert!(!format!("{secret:?}").contains(secret.expose()));
        }
        for code in &codes {
            assert!(!all.contains(code.as_str()) && !all.contains(&code.replace('-', "")));
        }
        assert!(!all.contains(PASSWORD));
        assert!(!all.contains("203.0.113.7"), "addresses are hashed");
    });
}
