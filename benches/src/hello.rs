//! The measure of all ratios: a bare axum server that says hello, with tokio's usual settings, as the floor has them.

use axum::{Router, routing::get};
use tokio::net::TcpListener;

pub fn router() -> Router {
    Router::new().route("/", get(|| async { "Hello, World!" }))
}

/// Serves on a free port until it is killed; says where as the floor does.
pub async fn serve() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("Serving at http://{}", listener.local_addr()?);
    axum::serve(listener, router()).await?;
    Ok(())
}
