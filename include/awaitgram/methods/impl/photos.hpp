// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/photos.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/downloading.hpp>
#include <awaitgram/methods/detail/media_upload.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/impl/chats.hpp>
#include <awaitgram/methods/photos.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace awaitgram {

namespace detail {

/// A photo that is shown in a profile: one that Telegram has, or a file to upload.
struct shown_photo {
    explicit shown_photo(const file_ref& photo) : file(photo, media_kind::photo) {
        if (!file.given())
            throw std::logic_error("awaitgram: no photo to show");
        if (file.is_ready() && !file.ready.is<api::inputMediaPhoto>())
            refuse_media(media::media_errc::not_a_photo);
    }

    [[nodiscard]] bool moves() const {
        return !file.is_ready() &&
               media::mime_of_extension(media::extension_of(file.text)).starts_with("video/");
    }

    owned_file file;
};

/// The file of a photo, stored at Telegram.
[[nodiscard]] inline awaitable<api::InputFile>
stored_photo(const self_info* account, owned_file file) {
    const auto name = name_of_file(file);
    auto upload =
        std::make_unique<stored_upload>(account, std::move(file), true, files::progress_ref{});
    auto storing = upload->store([name](const file_look& look) {
        owned_media plain{media_kind::photo, file_ref{"photo"}, media_options{}};
        return shown_name(plain, name, look);
    });
    co_await std::move(storing);
    co_return upload->stored();
}

[[nodiscard]] inline awaitable<void>
set_profile_photo_now(const self_info* account, shown_photo photo) {
    auto& calls = *account->access.calls;
    if (const auto* known = photo.file.ready.get_if<api::inputMediaPhoto>()) {
        api::photos::updateProfilePhoto request{};
        request.id = known->id;
        auto pending = rpc::invoke(calls, request);
        static_cast<void>(co_await std::move(pending));
        co_return;
    }
    const auto moves = photo.moves();
    auto storing = stored_photo(account, std::move(photo.file));
    auto stored = co_await std::move(storing);
    api::photos::uploadProfilePhoto request{};
    if (moves)
        request.video = std::move(stored);
    else
        request.file = std::move(stored);
    auto pending = rpc::invoke(calls, request);
    static_cast<void>(co_await std::move(pending));
}

/// Calls a method that changes a photo. No change is no error.
template <class Request>
[[nodiscard]] awaitable<void> changed_photo(const self_info* account, Request request) {
    auto pending = rpc::invoke(*account->access.calls, request);
    try {
        static_cast<void>(co_await std::move(pending));
    } catch (const rpc_error& refusal) {
        if (!changes_nothing(refusal))
            throw;
    }
}

[[nodiscard]] inline awaitable<void> delete_profile_photo_now(const self_info* account) {
    api::photos::updateProfilePhoto request{};
    request.id = api::inputPhotoEmpty{};
    auto deleting = changed_photo(account, std::move(request));
    co_await std::move(deleting);
}

/// Shows a photo in a group or channel, or none.
[[nodiscard]] inline awaitable<void>
set_chat_photo_now(const self_info* account, chat_query asked, std::optional<shown_photo> photo) {
    auto finding = resolved(account, std::move(asked));
    const auto to = co_await std::move(finding);
    require_group(to);
    api::InputChatPhoto shown = api::inputChatPhotoEmpty{};
    if (photo && photo->file.is_ready()) {
        api::inputChatPhoto known{};
        known.id = photo->file.ready.get_if<api::inputMediaPhoto>()->id;
        shown = std::move(known);
    } else if (photo) {
        const auto moves = photo->moves();
        auto storing = stored_photo(account, std::move(photo->file));
        auto stored = co_await std::move(storing);
        api::inputChatUploadedPhoto uploaded{};
        if (moves)
            uploaded.video = std::move(stored);
        else
            uploaded.file = std::move(stored);
        shown = std::move(uploaded);
    }
    if (kind_of(to) == peer_kind::chat) {
        api::messages::editChatPhoto request{};
        request.chat_id = bare_group(to);
        request.photo = std::move(shown);
        auto editing = changed_photo(account, std::move(request));
        co_await std::move(editing);
        co_return;
    }
    api::channels::editPhoto request{};
    request.channel = channel_input(to.input);
    request.photo = std::move(shown);
    auto editing = changed_photo(account, std::move(request));
    co_await std::move(editing);
}

/// Where the photo of a chat is; nothing without one.
[[nodiscard]] inline std::optional<media_file>
photo_of(const chat& shown, api::InputPeer peer, media::chat_photo_size size) {
    api::inputPeerPhotoFileLocation place;
    place.big = size == media::chat_photo_size::big;
    place.peer = std::move(peer);
    std::int32_t dc = 0;
    const auto found = [&](const auto* photo) {
        if (photo == nullptr)
            return;
        place.photo_id = photo->photo_id;
        dc = photo->dc_id;
    };
    if (const auto* user = shown.raw<api::user>(); user != nullptr && user->photo)
        found(user->photo->get_if<api::userProfilePhoto>());
    else if (const auto* group = shown.raw<api::chat>())
        found(group->photo.get_if<api::chatPhoto>());
    else if (const auto* channel = shown.raw<api::channel>())
        found(channel->photo.get_if<api::chatPhoto>());
    if (place.photo_id == 0)
        return std::nullopt;
    const auto id = place.photo_id;
    media_file file{
        files::remote_file{api::InputFileLocation{std::move(place)}, dc, files::unknown_size}};
    file.mime = "image/jpeg";
    file.type = media::file_type::profile_photo;
    file.id = id;
    return file;
}

[[nodiscard]] inline awaitable<std::optional<std::string>> download_profile_photo_now(
    const self_info* account, chat_query asked, std::string to, media::chat_photo_size size
) {
    auto again = asked;
    auto finding = resolved(account, std::move(again));
    const auto found = co_await std::move(finding);
    auto getting = get_chat_now(account, std::move(asked));
    const auto shown = co_await std::move(getting);
    auto file = photo_of(shown, found.input, size);
    if (!file)
        co_return std::nullopt;
    files::download_options options;
    auto loading = download_now(account, *std::move(file), std::move(to), options, {});
    co_return co_await std::move(loading);
}

} // namespace detail

AWAITGRAM_DECL awaitable<void> photo_methods::set_profile_photo(file_ref photo) const {
    return detail::set_profile_photo_now(&account(), detail::shown_photo{photo});
}

AWAITGRAM_DECL awaitable<void> photo_methods::delete_profile_photo() const {
    return detail::delete_profile_photo_now(&account());
}

AWAITGRAM_DECL awaitable<void> photo_methods::set_chat_photo(chat_ref chat, file_ref photo) const {
    return detail::set_chat_photo_now(&account(), chat_query{chat}, detail::shown_photo{photo});
}

AWAITGRAM_DECL awaitable<void> photo_methods::delete_chat_photo(chat_ref chat) const {
    return detail::set_chat_photo_now(&account(), chat_query{chat}, std::nullopt);
}

AWAITGRAM_DECL awaitable<std::optional<std::string>> photo_methods::download_profile_photo(
    chat_ref chat, path_ref to, media::chat_photo_size size
) const {
    return detail::download_profile_photo_now(
        &account(), chat_query{chat}, std::string{to.text()}, size
    );
}

} // namespace awaitgram
