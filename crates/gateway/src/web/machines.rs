//! `GET /robots.txt` and `GET /sitemap.xml`: what search engines may read, and where it is.

use std::fmt::Write;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use catalogue::queries;
use kernel::{Actor, StallId};

use super::{documents, shelves::shelves};
use crate::{AppError, state::App};

/// The sitemap names at most so many products and so many stalls, the newest.
const MOST: u64 = 1_000;

pub async fn robots(State(app): State<App>) -> Response {
    let closed = ["/quan-tri", "/kenh-ban-hang", "/tai-khoan", "/dang-nhap", "/dang-ky", "/api/"];
    let mut text = "User-agent: *\n".to_owned();
    for path in closed {
        let _ = writeln!(text, "Disallow: {path}\nDisallow: /en{path}");
    }
    let _ = writeln!(text, "\nSitemap: {}/sitemap.xml", app.settings.base_url);
    answer("text/plain; charset=utf-8", text)
}

pub async fn sitemap(State(app): State<App>) -> Result<Response, AppError> {
    let db = app.db.read();
    let shelves = shelves(&app).await?;
    let mut paths: Vec<String> =
        ["/", "/danh-muc", "/gian-hang", "/tim-kiem", "/bang-gia", "/lich-mua-vu"].map(str::to_owned).into();
    paths.extend(documents::slugs().map(|slug| format!("/trang/{slug}")));
    let open = shelves.tree.all().iter().filter(|category| category.active);
    paths.extend(open.map(|category| format!("/danh-muc/{}", category.slug)));
    let shops = members::queries::page_open_stalls(db, None, MOST).await?;
    paths.extend(shops.iter().map(|shop| format!("/gian-hang/{}", shop.stall.slug)));
    let visible: std::collections::HashSet<StallId> = shops.iter().map(|shop| shop.stall.id).collect();
    let products = queries::newest_listed(db, MOST, app.ctx(Actor::Anonymous).today()).await?;
    let products = products.iter().filter(|product| visible.contains(&product.stall_id));
    paths.extend(products.map(|product| format!("/san-pham/{}", product.slug)));

    let base = &app.settings.base_url;
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    for path in paths {
        // Slugs are a–z, digits and hyphens: nothing to escape.
        let _ = writeln!(text, "<url><loc>{base}{path}</loc></url>");
    }
    text.push_str("</urlset>\n");
    Ok(answer("application/xml; charset=utf-8", text))
}

fn answer(kind: &'static str, text: String) -> Response {
    let hour = HeaderValue::from_static("public, max-age=3600");
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CACHE_CONTROL, hour)], text).into_response()
}
