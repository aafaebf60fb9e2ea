//! Prepared reasons: what officers say most often.

use super::queue::Kind;

type Reasons = &'static [(&'static str, &'static str, &'static str)];

/// A code for the form, and the text in both languages.
pub fn reasons(kind: Kind) -> Reasons {
    match kind {
        Kind::Member => &[
            (
                "giay-to-mo",
                "Ảnh chụp giấy tờ bị mờ hoặc thiếu trang. Xin chụp lại cho rõ chữ, đủ các trang.",
                "A paper is blurred or incomplete. Please photograph all pages again, readable.",
            ),
            (
                "thieu-giay-dkkd",
                "Chưa có giấy chứng nhận đăng ký kinh doanh (hoặc đăng ký hợp tác xã, hộ kinh doanh). Xin tải lên.",
                "The business registration is missing. Please upload it.",
            ),
            (
                "ten-khong-khop",
                "Tên cơ sở hoặc người đại diện không khớp với giấy đăng ký. Xin sửa theo đúng giấy đăng ký.",
                "The name of the business or of its representative differs from the registration. Please write it as registered.",
            ),
            (
                "ma-so-thue",
                "Mã số thuế không khớp với giấy đăng ký. Xin kiểm tra lại.",
                "The tax code differs from the registration. Please check it.",
            ),
            (
                "thieu-attp",
                "Cơ sở bán thực phẩm nhưng chưa có giấy chứng nhận an toàn thực phẩm hoặc bản cam kết. Xin bổ sung.",
                "You sell food, but the food-safety certificate or commitment is missing. Please add it.",
            ),
            (
                "ngoai-tinh",
                "Cơ sở không hoạt động tại Hà Tĩnh nên chưa thuộc đối tượng tham gia Sàn.",
                "The business is not active in Hà Tĩnh, for which this floor is made.",
            ),
        ],
        Kind::Stall => &[
            (
                "ten-gay-nham",
                "Tên gian hàng dễ gây nhầm với cơ sở hoặc cơ quan khác. Xin chọn tên khác.",
                "The stall's name can be mistaken for another business or an authority. Please choose another.",
            ),
            (
                "anh-khong-phu-hop",
                "Logo hoặc ảnh bìa không phù hợp hoặc dùng hình ảnh của người khác. Xin thay ảnh.",
                "The logo or banner is unsuitable or belongs to somebody else. Please replace it.",
            ),
            (
                "gioi-thieu",
                "Phần giới thiệu còn quá sơ sài hoặc quảng cáo quá sự thật. Xin viết lại.",
                "The introduction is too short or promises too much. Please rewrite it.",
            ),
            (
                "lien-he",
                "Số điện thoại liên hệ không gọi được. Xin kiểm tra lại.",
                "The contact phone can't be reached. Please check it.",
            ),
        ],
        Kind::Product | Kind::Revision => &[
            (
                "anh-mo",
                "Ảnh mờ, không phải ảnh thật của sản phẩm hoặc có chữ quảng cáo, số điện thoại. Xin chụp lại.",
                "The photo is blurred, not of the product itself, or carries advertising. Please take a new one.",
            ),
            (
                "giay-to",
                "Giấy tờ của sản phẩm còn thiếu, hết hạn hoặc không khớp. Xin bổ sung giấy tờ hợp lệ.",
                "The product's papers are missing, expired or do not match. Please add valid ones.",
            ),
            (
                "ten-bao-ho",
                "Tên sản phẩm dùng tên được bảo hộ (chỉ dẫn địa lý, nhãn hiệu chứng nhận) nhưng nơi sản xuất ngoài vùng hoặc chưa có quyền sử dụng. Xin đổi tên hoặc nộp giấy tờ.",
                "The name is protected, and the goods come from outside its communes or the right to use it is not shown. Please change the name or hand in the paper.",
            ),
            (
                "loi-chua-benh",
                "Mô tả có lời quảng cáo chữa bệnh, không được phép với thực phẩm. Xin bỏ các câu này.",
                "The description promises healing, which food may not. Please remove those sentences.",
            ),
            (
                "mo-ta",
                "Mô tả chưa đủ để người mua hiểu sản phẩm (thành phần, quy cách, bảo quản). Xin viết rõ hơn.",
                "The description does not tell buyers enough (content, packing, storage). Please add to it.",
            ),
            (
                "sai-nganh",
                "Sản phẩm đặt chưa đúng ngành hàng. Xin chọn lại ngành hàng phù hợp.",
                "The product is in the wrong category. Please choose the right one.",
            ),
            (
                "gia",
                "Giá hoặc đơn vị tính có vẻ nhầm. Xin kiểm tra lại.",
                "The price or the unit looks mistaken. Please check it.",
            ),
            (
                "hang-cam",
                "Đây là hàng không được bán trên Sàn theo quy định của pháp luật và quy chế của Sàn.",
                "These goods may not be sold here, by law and by the floor's rules.",
            ),
        ],
        Kind::Offer => &[
            (
                "gia",
                "Giá hoặc đơn vị tính có vẻ nhầm. Xin kiểm tra lại.",
                "The price or the unit looks mistaken. Please check it.",
            ),
            (
                "so-luong",
                "Số lượng có vẻ nhầm hoặc vượt xa khả năng cung ứng. Xin kiểm tra lại.",
                "The quantity looks mistaken or far above what can be supplied. Please check it.",
            ),
            (
                "chat-luong",
                "Chất lượng, quy cách đóng gói chưa rõ. Xin ghi cụ thể để bên kia báo giá được.",
                "Quality and packing are not clear. Please be concrete, so that the other side can quote.",
            ),
            (
                "giao-hang",
                "Nơi giao, thời gian có hàng hoặc cần hàng chưa rõ hoặc chưa hợp lý. Xin ghi lại.",
                "Where or when the goods are to be had is unclear or unlikely. Please write it again.",
            ),
            (
                "lien-he",
                "Chào hàng ghi số điện thoại, địa chỉ liên hệ trong phần mô tả. Xin bỏ đi: hai bên trao đổi ngay trên Sàn, và bạn chọn khi nào bên bán thấy liên hệ.",
                "The offer writes telephone numbers or addresses into its text. Please remove them: you negotiate on the floor, and choose when the seller sees your contact.",
            ),
            (
                "trung",
                "Chào hàng này trùng với một chào hàng khác của bạn đang mở hoặc đang chờ duyệt.",
                "It repeats another offer of yours that is open or waits.",
            ),
            (
                "loi-chua-benh",
                "Nội dung có lời quảng cáo chữa bệnh, không được phép với thực phẩm. Xin bỏ các câu này.",
                "It promises healing, which food may not. Please remove those sentences.",
            ),
            (
                "hang-cam",
                "Đây là hàng không được mua bán trên Sàn theo quy định của pháp luật và quy chế của Sàn.",
                "These goods may not be traded here, by law and by the floor's rules.",
            ),
        ],
        Kind::Phone => &[],
    }
}
