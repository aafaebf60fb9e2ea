//! The one table of routes, by area: address, handler, and who may use it. The guard of every route is built from its
//! own line here, and one test walks every line as every role.
//!
//! Pages stand twice: in Vietnamese at their address, in English under `/en`.

mod interface;

use std::time::Duration;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::{Method, StatusCode},
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodFilter, MethodRouter, on},
};
use tower::ServiceBuilder;
use tower_http::{CompressionLevel, compression::CompressionLayer, timeout::TimeoutLayer};

use crate::{
    access::{
        self,
        Access::{self, Administrator, LoggedIn, Member, Officer, Owner, Public},
        Door,
    },
    account, admin, alerts, assets, desk, edge, form, market, pictures,
    seen::Counting,
    state::App,
    web,
};

/// One line of the table.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    /// A page stands under `/en` as well; the API, pictures and probes do not.
    pub is_page: bool,
    handler: MethodRouter<App>,
    kept: bool,
    upload: bool,
}

impl Route {
    fn new<H, T>(method: Method, filter: MethodFilter, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self { method, path, access, is_page: true, handler: on(filter, handler), kept: false, upload: false }
    }

    /// Rendered once for all visitors without a session, for at most five seconds.
    fn kept(mut self) -> Self {
        self.kept = true;
        self
    }

    /// Takes files.
    fn upload(mut self) -> Self {
        self.upload = true;
        self
    }

    /// Not a page: one address, no language.
    fn plain(mut self) -> Self {
        self.is_page = false;
        self
    }

    /// Every address it stands at.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        let english = if self.path == "/" { "/en".to_owned() } else { format!("/en{}", self.path) };
        if self.is_page { vec![self.path.to_owned(), english] } else { vec![self.path.to_owned()] }
    }

    fn guarded(&self, app: &App) -> MethodRouter<App> {
        let limit = if self.upload { form::MAX_UPLOAD_BYTES } else { form::MAX_BYTES };
        // Photos from a phone on a weak network take minutes.
        let time = Duration::from_secs(if self.upload { 600 } else { 60 });
        let counting = match (self.kept, self.is_page && self.method == Method::GET) {
            (true, _) => Counting::Kept,
            (false, true) => Counting::Page,
            (false, false) => Counting::Nothing,
        };
        let door = Door { app: app.clone(), access: self.access, counting };
        let inside = ServiceBuilder::new()
            .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time))
            .layer(DefaultBodyLimit::max(limit));
        // Kept pages come from the door: they are compressed already.
        self.handler.clone().layer(inside).layer(from_fn_with_state(door, access::guard))
    }
}

fn get<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route::new(Method::GET, MethodFilter::GET, path, access, handler)
}

fn post<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route::new(Method::POST, MethodFilter::POST, path, access, handler)
}

fn patch<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route::new(Method::PATCH, MethodFilter::PATCH, path, access, handler)
}

/// Every route of the floor.
#[must_use]
pub fn table() -> Vec<Route> {
    [public(), accounts(), desk(), trading(), console(), interface::all()].into_iter().flatten().collect()
}

/// What everybody sees.
fn public() -> Vec<Route> {
    vec![
        get("/", Public, web::home::show).kept(),
        get("/danh-muc", Public, web::category::tree).kept(),
        get("/danh-muc/{slug}", Public, web::category::show).kept(),
        get("/tim-kiem", Public, web::search::show),
        get("/san-pham/{slug}", Public, web::product::show).kept(),
        post("/san-pham/{slug}/hoi", Public, web::ask::about_product),
        get("/gian-hang", Public, web::stall::list).kept(),
        get("/gian-hang/{slug}", Public, web::stall::show).kept(),
        post("/gian-hang/{slug}/hoi", Public, web::ask::about_stall),
        get("/bang-gia", Public, web::board::overview::show).kept(),
        get("/bang-gia.csv", Public, web::board::overview::export),
        get("/bang-gia/{slug}", Public, web::board::subject::show).kept(),
        get("/lich-mua-vu", Public, web::calendar::show).kept(),
        get("/trang/{slug}", Public, web::documents::show).kept(),
        get("/robots.txt", Public, web::machines::robots).plain(),
        get("/sitemap.xml", Public, web::machines::sitemap).plain(),
        get("/chao-ban", Public, market::list::sell).kept(),
        get("/chao-mua", Public, market::list::buy).kept(),
        get("/chao-ban.rss", Public, market::feed::sell),
        get("/chao-mua.rss", Public, market::feed::buy),
        get("/chao-ban/{id}", Public, market::offer::sell).kept(),
        get("/chao-mua/{id}", Public, market::offer::buy).kept(),
        // (public pages)
        get("/anh/{file}", Public, pictures::serve).plain(),
        get("/tinh/{hash}/{file}", Public, assets::serve).plain(),
    ]
}

/// Registering, logging in, one's own account.
fn accounts() -> Vec<Route> {
    vec![
        get("/dang-nhap", Public, account::login::show),
        post("/dang-nhap", Public, account::login::submit),
        post("/dang-xuat", Public, account::login::log_out),
        get("/dang-nhap/ma", Public, account::second_factor::show),
        post("/dang-nhap/ma", Public, account::second_factor::submit),
        get("/dang-ky", Public, account::register::show),
        post("/dang-ky", Public, account::register::submit),
        get("/xac-minh/{token}", Public, account::verify::show),
        post("/xac-minh/{token}", Public, account::verify::submit),
        get("/quen-mat-khau", Public, account::forgotten::show),
        post("/quen-mat-khau", Public, account::forgotten::submit),
        get("/quen-mat-khau/da-gui", Public, account::forgotten::sent),
        get("/dat-lai-mat-khau/{token}", Public, account::reset::show),
        post("/dat-lai-mat-khau/{token}", Public, account::reset::submit),
        get("/dat-lai-bang-ma", Public, account::reset_by_code::show),
        post("/dat-lai-bang-ma", Public, account::reset_by_code::submit),
        get("/tai-khoan", LoggedIn, account::profile::show),
        post("/tai-khoan", LoggedIn, account::profile::submit),
        post("/tai-khoan/mat-khau", LoggedIn, account::password::submit),
        post("/tai-khoan/phien", LoggedIn, account::sessions::submit),
        get("/tai-khoan/xac-minh", LoggedIn, account::verify::state),
        post("/tai-khoan/gui-lai-xac-minh", LoggedIn, account::verify::resend),
        get("/thong-bao", LoggedIn, alerts::list::show),
        post("/thong-bao/da-doc", LoggedIn, alerts::list::all_seen),
        get("/thong-bao/{id}", LoggedIn, alerts::list::open),
        get("/theo-doi", LoggedIn, alerts::follows::show),
        post("/theo-doi", LoggedIn, alerts::follow::submit),
        post("/theo-doi/bo", LoggedIn, alerts::follow::stop),
        post("/theo-doi/tim-kiem", LoggedIn, alerts::save_search::submit),
        post("/theo-doi/thu", LoggedIn, alerts::follows::set_digest),
        get("/bo-theo-doi/{token}", Public, alerts::unsubscribe::show),
        post("/bo-theo-doi/{token}", Public, alerts::unsubscribe::submit),
        get("/tai-khoan/xac-thuc", LoggedIn, account::enrol::show),
        post("/tai-khoan/xac-thuc", LoggedIn, account::enrol::submit),
        post("/tai-khoan/ma-du-phong", LoggedIn, account::enrol::renew),
    ]
}

/// The member's desk.
fn desk() -> Vec<Route> {
    vec![
        get("/kenh-ban-hang", LoggedIn, desk::home::show),
        get("/kenh-ban-hang/ho-so", LoggedIn, desk::application::show),
        post("/kenh-ban-hang/ho-so", LoggedIn, desk::application::submit),
        get("/kenh-ban-hang/giay-to", Member, desk::papers::show),
        post("/kenh-ban-hang/giay-to", Member, desk::papers::add).upload(),
        get("/kenh-ban-hang/giay-to/{id}", Member, desk::papers::download),
        post("/kenh-ban-hang/giay-to/{id}/go", Member, desk::papers::remove),
        post("/kenh-ban-hang/giay-to/{id}/khoi-phuc", Member, desk::papers::put_back),
        get("/kenh-ban-hang/nhan-su", Member, desk::staff::show),
        post("/kenh-ban-hang/nhan-su", Owner, desk::staff::invite),
        post("/kenh-ban-hang/nhan-su/thu-hoi", Owner, desk::staff::revoke),
        post("/kenh-ban-hang/nhan-su/go", Owner, desk::staff::remove),
        get("/loi-moi/{secret}", Public, desk::invitation::show),
        post("/loi-moi/{secret}", LoggedIn, desk::invitation::accept),
        get("/kenh-ban-hang/gian-hang", Member, desk::stall::show),
        post("/kenh-ban-hang/gian-hang", Member, desk::stall::submit),
        get("/kenh-ban-hang/gian-hang/anh", Member, desk::stall_pictures::show),
        post("/kenh-ban-hang/gian-hang/anh", Member, desk::stall_pictures::submit).upload(),
        get("/kenh-ban-hang/tin-nhan", Member, desk::inbox::list),
        get("/kenh-ban-hang/tin-nhan/{id}", Member, desk::inbox::show),
        post("/kenh-ban-hang/tin-nhan/{id}/da-tra-loi", Member, desk::inbox::answered),
        get("/kenh-ban-hang/san-pham", Member, desk::products::list::show),
        get("/kenh-ban-hang/san-pham.csv", Member, desk::products::export::show),
        get("/kenh-ban-hang/san-pham/moi", Member, desk::products::create::show),
        post("/kenh-ban-hang/san-pham/moi", Member, desk::products::create::submit).upload(),
        get("/kenh-ban-hang/san-pham/{id}", Member, desk::products::edit::show),
        post("/kenh-ban-hang/san-pham/{id}", Member, desk::products::edit::submit).upload(),
        get("/kenh-ban-hang/san-pham/{id}/xem", Member, desk::products::preview::show),
        post("/kenh-ban-hang/san-pham/{id}/gui-duyet", Member, desk::products::deeds::submit),
        post("/kenh-ban-hang/san-pham/{id}/an", Member, desk::products::deeds::hide),
        post("/kenh-ban-hang/san-pham/{id}/hien", Member, desk::products::deeds::show),
        get("/kenh-ban-hang/san-pham/{id}/luu-tru", Member, desk::products::deeds::ask_to_archive),
        post("/kenh-ban-hang/san-pham/{id}/luu-tru", Member, desk::products::deeds::archive),
        post("/kenh-ban-hang/san-pham/{id}/gui-ban-sua", Member, desk::products::deeds::submit_revision),
        post("/kenh-ban-hang/san-pham/{id}/rut-ban-sua", Member, desk::products::deeds::withdraw_revision),
        post("/kenh-ban-hang/san-pham/{id}/gia", Member, desk::products::price::submit),
        post("/kenh-ban-hang/san-pham/{id}/anh", Member, desk::products::photos::add).upload(),
        post("/kenh-ban-hang/san-pham/{id}/anh/{picture}/xoa", Member, desk::products::photos::remove).upload(),
        post("/kenh-ban-hang/san-pham/{id}/anh/{picture}/len", Member, desk::products::photos::move_up).upload(),
        post("/kenh-ban-hang/san-pham/{id}/giay-to", Member, desk::products::papers::add).upload(),
        get("/kenh-ban-hang/san-pham/{id}/giay-to/{paper}", Member, desk::products::papers::download),
        post("/kenh-ban-hang/san-pham/{id}/giay-to/{paper}/go", Member, desk::products::papers::remove),
        post("/kenh-ban-hang/san-pham/{id}/giay-to/{paper}/khoi-phuc", Member, desk::products::papers::put_back),
        get("/kenh-ban-hang/so-lieu", Member, desk::numbers::show),
        // (desk pages)
    ]
}

/// Trading: one's offers, quotes and deals, as a member business or as a buyer.
fn trading() -> Vec<Route> {
    vec![
        get("/chao-ban/{id}/bao-gia", LoggedIn, market::quote::ask_sell),
        post("/chao-ban/{id}/bao-gia", LoggedIn, market::quote::send_sell),
        get("/chao-mua/{id}/bao-gia", LoggedIn, market::quote::ask_buy),
        post("/chao-mua/{id}/bao-gia", LoggedIn, market::quote::send_buy),
        get("/giao-dich", LoggedIn, market::home::show),
        get("/giao-dich/chao-hang", LoggedIn, market::mine::list),
        get("/giao-dich/chao-ban/moi", Member, market::form::new_sell),
        post("/giao-dich/chao-ban/moi", Member, market::form::create_sell).upload(),
        get("/giao-dich/chao-mua/moi", LoggedIn, market::form::new_buy),
        post("/giao-dich/chao-mua/moi", LoggedIn, market::form::create_buy).upload(),
        get("/giao-dich/chao-hang/{id}", LoggedIn, market::mine::show),
        get("/giao-dich/chao-hang/{id}/sua", LoggedIn, market::form::edit),
        post("/giao-dich/chao-hang/{id}/sua", LoggedIn, market::form::change).upload(),
        post("/giao-dich/chao-hang/{id}/gui-duyet", LoggedIn, market::deeds::submit),
        post("/giao-dich/chao-hang/{id}/an", LoggedIn, market::deeds::hide),
        post("/giao-dich/chao-hang/{id}/hien", LoggedIn, market::deeds::show),
        get("/giao-dich/chao-hang/{id}/dong", LoggedIn, market::deeds::ask_to_close),
        post("/giao-dich/chao-hang/{id}/dong", LoggedIn, market::deeds::close),
        get("/giao-dich/chao-hang/{id}/rut", LoggedIn, market::deeds::ask_to_withdraw),
        post("/giao-dich/chao-hang/{id}/rut", LoggedIn, market::deeds::withdraw),
        get("/giao-dich/bao-gia", LoggedIn, market::quote::list),
        get("/giao-dich/trao-doi/{id}", LoggedIn, market::thread::show),
        post("/giao-dich/trao-doi/{id}/tin-nhan", LoggedIn, market::thread::deeds::tell).upload(),
        post("/giao-dich/trao-doi/{id}/tra-gia", LoggedIn, market::thread::deeds::counter),
        get("/giao-dich/trao-doi/{id}/chap-nhan", LoggedIn, market::thread::deeds::ask_to_accept),
        post("/giao-dich/trao-doi/{id}/chap-nhan", LoggedIn, market::thread::deeds::accept),
        post("/giao-dich/trao-doi/{id}/tu-choi", LoggedIn, market::thread::deeds::decline),
        post("/giao-dich/trao-doi/{id}/rut", LoggedIn, market::thread::deeds::withdraw),
        get("/giao-dich/tep/{id}", LoggedIn, market::thread::deeds::download),
        get("/giao-dich/thoa-thuan", LoggedIn, market::deals::list),
        get("/giao-dich/thoa-thuan/{id}", LoggedIn, market::deals::show),
        post("/giao-dich/thoa-thuan/{id}/hoan-thanh", LoggedIn, market::deals::complete),
        post("/giao-dich/thoa-thuan/{id}/huy", LoggedIn, market::deals::cancel),
        // (trading pages)
    ]
}

/// The officers' console.
fn console() -> Vec<Route> {
    vec![
        get("/quan-tri/thanh-phan", Officer, admin::components::show),
        get("/quan-tri", Officer, admin::waiting::show),
        get("/quan-tri/cho-duyet", Officer, admin::waiting::show),
        get("/quan-tri/cho-duyet.csv", Officer, admin::waiting::export),
        get("/quan-tri/thanh-vien/{id}", Officer, admin::member::show),
        post("/quan-tri/thanh-vien/{id}", Officer, admin::member::decide),
        get("/quan-tri/gian-hang/{id}", Officer, admin::stall::show),
        post("/quan-tri/gian-hang/{id}", Officer, admin::stall::decide),
        get("/quan-tri/san-pham/{id}", Officer, admin::product::show),
        post("/quan-tri/san-pham/{id}", Officer, admin::product::decide),
        get("/quan-tri/ban-sua/{id}", Officer, admin::revision::show),
        post("/quan-tri/ban-sua/{id}", Officer, admin::revision::decide),
        post("/quan-tri/thanh-vien/{id}/tin-cay", Officer, admin::trust::trust),
        post("/quan-tri/thanh-vien/{id}/bo-tin-cay", Officer, admin::trust::distrust),
        get("/quan-tri/tin-cay", Officer, admin::trust::list),
        get("/quan-tri/tin-cay.csv", Officer, admin::trust::export),
        get("/quan-tri/chao-hang", Officer, admin::offers::show),
        get("/quan-tri/chao-hang.csv", Officer, admin::offers::export),
        get("/quan-tri/chao-hang/{id}", Officer, admin::offer::show),
        post("/quan-tri/chao-hang/{id}", Officer, admin::offer::decide),
        get("/quan-tri/chao-hang/{id}/trao-doi/{thread}", Officer, admin::offer_thread::show),
        get("/quan-tri/chao-hang/{id}/trao-doi/{thread}/tep/{file}", Officer, admin::offer_thread::download),
        get("/quan-tri/ban-chao-hang", Officer, admin::offer_desk::show),
        get("/quan-tri/ban-chao-hang.csv", Officer, admin::offer_desk::export),
        get("/quan-tri/giay-to/{id}", Officer, admin::papers::download),
        get("/quan-tri/thanh-vien", Officer, admin::members::show),
        get("/quan-tri/thanh-vien.csv", Officer, admin::members::export),
        get("/quan-tri/gian-hang", Officer, admin::stalls::show),
        get("/quan-tri/gian-hang.csv", Officer, admin::stalls::export),
        get("/quan-tri/san-pham", Officer, admin::products::show),
        get("/quan-tri/san-pham.csv", Officer, admin::products::export),
        get("/quan-tri/nganh-hang", Officer, admin::categories::show),
        get("/quan-tri/nganh-hang/moi", Administrator, admin::category::begin),
        post("/quan-tri/nganh-hang/moi", Administrator, admin::category::create),
        get("/quan-tri/nganh-hang/{code}", Administrator, admin::category::show),
        post("/quan-tri/nganh-hang/{code}", Administrator, admin::category::change),
        get("/quan-tri/mat-hang", Officer, admin::commodities::show),
        get("/quan-tri/mat-hang/moi", Administrator, admin::commodity::begin),
        post("/quan-tri/mat-hang/moi", Administrator, admin::commodity::create),
        get("/quan-tri/mat-hang/{id}", Administrator, admin::commodity::show),
        post("/quan-tri/mat-hang/{id}", Administrator, admin::commodity::change),
        get("/quan-tri/tu-dong-nghia", Administrator, admin::synonyms::show),
        get("/quan-tri/tu-dong-nghia.csv", Administrator, admin::synonyms::export),
        get("/quan-tri/tu-dong-nghia/moi", Administrator, admin::synonym::begin),
        post("/quan-tri/tu-dong-nghia/moi", Administrator, admin::synonym::create),
        get("/quan-tri/tu-dong-nghia/{id}", Administrator, admin::synonym::show),
        post("/quan-tri/tu-dong-nghia/{id}", Administrator, admin::synonym::change),
        post("/quan-tri/tu-dong-nghia/{id}/go", Administrator, admin::synonym::remove),
        post("/quan-tri/tu-dong-nghia/{id}/khoi-phuc", Administrator, admin::synonym::put_back),
        get("/quan-tri/tai-khoan", Administrator, admin::accounts::show),
        get("/quan-tri/tai-khoan.csv", Administrator, admin::accounts::export),
        get("/quan-tri/tai-khoan/{id}", Officer, admin::account::show),
        post("/quan-tri/tai-khoan/{id}/xac-nhan-dien-thoai", Officer, admin::account_deeds::confirm_phone),
        post("/quan-tri/tai-khoan/{id}/ma-dat-lai", Officer, admin::account_deeds::issue_code),
        post("/quan-tri/tai-khoan/{id}/khoa", Officer, admin::account_deeds::lock),
        post("/quan-tri/tai-khoan/{id}/mo-khoa", Officer, admin::account_deeds::unlock),
        post("/quan-tri/tai-khoan/{id}/vai-tro", Administrator, admin::account_deeds::change_role),
        post("/quan-tri/tai-khoan/{id}/bo-xac-thuc", Administrator, admin::account_deeds::remove_factor),
        get("/quan-tri/nhat-ky", Officer, admin::journal::show),
        get("/quan-tri/nhat-ky.csv", Officer, admin::journal::export),
        get("/quan-tri/su-co", Administrator, admin::dead_letters::show),
        post("/quan-tri/su-co/thu-lai", Administrator, admin::dead_letters::retry_all),
        post("/quan-tri/su-co/{id}/thu-lai", Administrator, admin::dead_letters::retry),
        get("/quan-tri/bao-cao", Officer, admin::reports::show),
        get("/quan-tri/bao-cao/tai", Officer, admin::reports::download),
        post("/quan-tri/bao-cao/dinh-chinh", Administrator, admin::reports::correct),
        get("/quan-tri/thong-ke", Officer, admin::statistics::show),
        get("/quan-tri/thong-ke.csv", Officer, admin::statistics::export),
        get("/quan-tri/xuat/{id}", Officer, admin::exports::show),
        get("/quan-tri/xuat/{id}/tep", Officer, admin::exports::file),
        post("/quan-tri/xuat/{id}/huy", Officer, admin::exports::cancel),
        // (console pages)
    ]
}

/// The service: every route behind its guard, and what stands before all of them.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in table() {
        for address in route.addresses() {
            router = router.route(&address, route.guarded(&app));
        }
    }
    let door = Door { app: app.clone(), access: Public, counting: Counting::Nothing };
    let missing = from_fn_with_state(door, access::guard);
    router
        .fallback_service(axum::routing::any(web::missing::missing).layer(missing).with_state(app.clone()))
        .layer(from_fn(edge::edge))
        .with_state(app)
}
