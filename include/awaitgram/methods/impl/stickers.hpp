// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/stickers.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/media_upload.hpp>
#include <awaitgram/methods/detail/sticker_sets.hpp>
#include <awaitgram/methods/stickers.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// A file that becomes a sticker, with all that the caller owned.
struct owned_sticker {
    std::unique_ptr<media_upload> file;
    std::string emoji;
    std::string keywords;

    owned_sticker(
        const self_info* account, const sticker_file& given, files::progress_ref progress = {}
    )
        : emoji(given.emoji()), keywords(given.keywords()) {
        media_options options;
        options.progress = progress;
        file = std::make_unique<media_upload>(
            account, owned_media{media_kind::document, given.file(), options}
        );
    }
};

/// Has Telegram make a document of a file, unless it is one already.
[[nodiscard]] inline awaitable<api::InputDocument>
make_document(const self_info* account, media_upload* file, api::InputPeer to) {
    auto storing = file->store();
    co_await std::move(storing);
    if (const auto* known = file->media().get_if<api::inputMediaDocument>())
        co_return known->id;
    auto making = make_media(account, *file, std::move(to));
    const auto made = co_await std::move(making);
    const auto* media = made->get_if<api::messageMediaDocument>();
    const auto* document =
        media != nullptr && media->document ? media->document->get_if<api::document>() : nullptr;
    if (document == nullptr)
        refuse_media(media::media_errc::not_a_document);
    co_return input_document(*document);
}

[[nodiscard]] inline awaitable<api::inputStickerSetItem>
make_item(const self_info* account, owned_sticker* sticker, api::InputPeer to) {
    auto making = make_document(account, sticker->file.get(), std::move(to));
    api::inputStickerSetItem item{};
    item.document = co_await std::move(making);
    item.emoji = sticker->emoji;
    if (!sticker->keywords.empty())
        item.keywords = sticker->keywords;
    co_return item;
}

/// A document that Telegram has.
///
/// Errors: std::logic_error for another file.
[[nodiscard]] inline api::InputDocument stored_document(const file_ref& file) {
    const owned_file given{file, media_kind::document};
    const auto* known = given.ready.get_if<api::inputMediaDocument>();
    if (known == nullptr)
        throw std::logic_error(
            "awaitgram: a sticker of a set is named by its handle, its media or its file id"
        );
    return known->id;
}

[[nodiscard]] inline awaitable<sticker_set> create_set_now(
    const self_info* account,
    chat_query owner,
    std::vector<owned_sticker> stickers,
    api::stickers::createStickerSet request
) {
    auto finding = resolved(account, std::move(owner));
    const auto of = co_await std::move(finding);
    request.user_id = user_input(of.input);
    for (auto& each : stickers) {
        auto making = make_item(account, &each, of.input);
        auto item = co_await std::move(making);
        request.stickers.push_back(std::move(item));
    }
    auto creating = set_answered(account, std::move(request));
    co_return co_await std::move(creating);
}

[[nodiscard]] inline awaitable<sticker_set> add_sticker_now(
    const self_info* account, owned_sticker sticker, api::stickers::addStickerToSet request
) {
    auto making = make_item(account, &sticker, api::inputPeerSelf{});
    request.sticker = co_await std::move(making);
    auto adding = set_answered(account, std::move(request));
    co_return co_await std::move(adding);
}

[[nodiscard]] inline awaitable<sticker_set> replace_sticker_now(
    const self_info* account, owned_sticker sticker, api::stickers::replaceSticker request
) {
    auto making = make_item(account, &sticker, api::inputPeerSelf{});
    request.new_sticker = co_await std::move(making);
    auto replacing = set_answered(account, std::move(request));
    co_return co_await std::move(replacing);
}

[[nodiscard]] inline awaitable<sticker_set> set_thumbnail_now(
    const self_info* account,
    std::unique_ptr<media_upload> picture,
    api::stickers::setStickerSetThumb request
) {
    if (picture) {
        auto making = make_document(account, picture.get(), api::inputPeerSelf{});
        request.thumb = co_await std::move(making);
    }
    auto changing = set_answered(account, std::move(request));
    co_return co_await std::move(changing);
}

/// Calls a method whose answer tells nothing.
template <class Request>
[[nodiscard]] awaitable<void> call_alone(const self_info* account, Request request) {
    auto pending = rpc::invoke(*account->access.calls, request);
    co_await std::move(pending);
}

[[nodiscard]] inline awaitable<std::string>
suggest_name_now(const self_info* account, api::stickers::suggestShortName request) {
    auto pending = rpc::invoke(*account->access.calls, request);
    const auto suggested = co_await std::move(pending);
    co_return suggested->short_name.str();
}

[[nodiscard]] inline awaitable<bool>
is_name_free_now(const self_info* account, api::stickers::checkShortName request) {
    auto pending = rpc::try_invoke(*account->access.calls, request);
    const auto answer = co_await std::move(pending);
    if (!answer && !(answer.error() == errors::SHORT_NAME_OCCUPIED))
        throw rpc_error{answer.error()};
    co_return answer&&** answer;
}

} // namespace detail

AWAITGRAM_DECL api::InputStickerSet sticker_set_ref::input() const {
    if (raw_ != nullptr)
        return *raw_;
    if (set_ != nullptr) {
        api::inputStickerSetID known{};
        known.id = set_->id;
        known.access_hash = set_->access_hash;
        return known;
    }
    if (sticker_ != nullptr) {
        auto known = detail::set_of(*sticker_);
        if (known.empty())
            throw std::logic_error("awaitgram: this sticker is in no set");
        return known;
    }
    auto name = name_;
    if (const auto field = name.find("set="); name.starts_with("tg:") && field != name.npos)
        name.remove_prefix(field + 4);
    name = name.substr(0, name.find_first_of("?&#"));
    while (name.ends_with('/'))
        name.remove_suffix(1);
    if (const auto folder = name.rfind('/'); folder != name.npos)
        name.remove_prefix(folder + 1);
    api::inputStickerSetShortName named{};
    named.short_name = name;
    return named;
}

AWAITGRAM_DECL awaitable<sticker_set> sticker_methods::create_sticker_set(
    std::string_view title,
    std::string_view short_name,
    std::span<const sticker_file> stickers,
    sticker_set_options options
) const {
    api::stickers::createStickerSet request{};
    request.title = title;
    request.short_name = short_name;
    request.masks = options.kind == sticker_set_kind::masks;
    request.emojis = options.kind == sticker_set_kind::custom_emoji;
    request.text_color = options.coloured_as_text;
    std::vector<detail::owned_sticker> owned;
    owned.reserve(stickers.size());
    for (const auto& each : stickers)
        owned.emplace_back(&account(), each, options.progress);
    return detail::create_set_now(
        &account(), chat_query{options.owner}, std::move(owned), std::move(request)
    );
}

AWAITGRAM_DECL awaitable<sticker_set> sticker_methods::get_sticker_set(sticker_set_ref set) const {
    return detail::get_set_now(&account(), set.input());
}

AWAITGRAM_DECL awaitable<sticker_set>
sticker_methods::add_sticker(sticker_set_ref set, const sticker_file& sticker) const {
    api::stickers::addStickerToSet request{};
    request.stickerset = set.input();
    return detail::add_sticker_now(
        &account(), detail::owned_sticker{&account(), sticker}, std::move(request)
    );
}

AWAITGRAM_DECL awaitable<sticker_set>
sticker_methods::replace_sticker(file_ref sticker, const sticker_file& by) const {
    api::stickers::replaceSticker request{};
    request.sticker = detail::stored_document(sticker);
    return detail::replace_sticker_now(
        &account(), detail::owned_sticker{&account(), by}, std::move(request)
    );
}

AWAITGRAM_DECL awaitable<sticker_set> sticker_methods::remove_sticker(file_ref sticker) const {
    api::stickers::removeStickerFromSet request{};
    request.sticker = detail::stored_document(sticker);
    return detail::set_answered(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<sticker_set>
sticker_methods::move_sticker(file_ref sticker, std::int32_t position) const {
    api::stickers::changeStickerPosition request{};
    request.sticker = detail::stored_document(sticker);
    request.position = position;
    return detail::set_answered(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<sticker_set>
sticker_methods::edit_sticker(file_ref sticker, sticker_changes changes) const {
    api::stickers::changeSticker request{};
    request.sticker = detail::stored_document(sticker);
    if (!changes.emoji.empty())
        request.emoji = tl::string{changes.emoji};
    if (!changes.keywords.empty())
        request.keywords = tl::string{changes.keywords};
    return detail::set_answered(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<sticker_set>
sticker_methods::rename_sticker_set(sticker_set_ref set, std::string_view title) const {
    api::stickers::renameStickerSet request{};
    request.stickerset = set.input();
    request.title = title;
    return detail::set_answered(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<sticker_set>
sticker_methods::set_sticker_set_thumbnail(sticker_set_ref set, file_ref picture) const {
    api::stickers::setStickerSetThumb request{};
    request.stickerset = set.input();
    std::unique_ptr<detail::media_upload> file;
    if (picture)
        file = std::make_unique<detail::media_upload>(
            &account(), detail::owned_media{media_kind::document, picture, media_options{}}
        );
    return detail::set_thumbnail_now(&account(), std::move(file), std::move(request));
}

AWAITGRAM_DECL awaitable<void> sticker_methods::delete_sticker_set(sticker_set_ref set) const {
    api::stickers::deleteStickerSet request{};
    request.stickerset = set.input();
    return detail::call_alone(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<void> sticker_methods::install_sticker_set(sticker_set_ref set) const {
    api::messages::installStickerSet request{};
    request.stickerset = set.input();
    return detail::call_alone(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<void> sticker_methods::uninstall_sticker_set(sticker_set_ref set) const {
    api::messages::uninstallStickerSet request{};
    request.stickerset = set.input();
    return detail::call_alone(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<std::string>
sticker_methods::suggest_sticker_set_name(std::string_view title) const {
    api::stickers::suggestShortName request{};
    request.title = title;
    return detail::suggest_name_now(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<bool> sticker_methods::is_sticker_set_name_free(std::string_view short_name
) const {
    api::stickers::checkShortName request{};
    request.short_name = short_name;
    return detail::is_name_free_now(&account(), std::move(request));
}

} // namespace awaitgram
