// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/contents.hpp>
#include <awaitgram/methods/detail/edit.hpp>
#include <awaitgram/methods/detail/media_upload.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/editing.hpp>
#include <awaitgram/methods/media.hpp>
#include <awaitgram/types/message.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<message>
send_file_now(outgoing sent, outgoing_text caption, std::unique_ptr<media_upload> file) {
    auto storing = file->store();
    co_await std::move(storing);
    for (;;) {
        std::optional<rpc_error> refusal;
        try {
            api::messages::sendMedia request{};
            request.media = file->media();
            auto again = sent;
            auto text = caption;
            auto sending = send_now(std::move(again), std::move(text), std::move(request));
            auto shown = co_await std::move(sending);
            auto keeping = file->keep(shown.media().raw());
            co_await std::move(keeping);
            co_return shown;
        } catch (const rpc_error& error) {
            refusal = error;
        }
        auto curing = file->cure(*refusal);
        const auto cured = co_await std::move(curing);
        if (!cured)
            throw rpc_error{*refusal};
    }
}

/// Reads everything that the caller owns, then sends.
[[nodiscard]] inline awaitable<message> send_file(
    const self_info* sender,
    const chat_ref& chat,
    media_kind kind,
    const file_ref& file,
    const media_options& options,
    std::shared_ptr<const peer_map> along = nullptr,
    std::string_view connection = {},
    std::shared_ptr<update_context> within = nullptr
) {
    outgoing sent(sender, chat, options.sending(), std::move(along), connection, std::move(within));
    auto caption = read_text(options.caption, empty_text::allowed);
    auto upload = std::make_unique<media_upload>(sender, owned_media{kind, file, options});
    return send_file_now(std::move(sent), std::move(caption), std::move(upload));
}

/// What Telegram made of a file, as it is sent again.
[[nodiscard]] inline api::InputMedia
sendable(const api::MessageMedia& made, const owned_media& wanted) {
    auto media = media_ref{media_view{&made}}.input();
    set_shown(media, wanted);
    return media;
}

[[nodiscard]] inline awaitable<api::InputMedia>
upload_media_now(const self_info* account, chat_query chat, std::unique_ptr<media_upload> file) {
    auto finding = resolved(account, std::move(chat));
    const auto to = co_await std::move(finding);
    auto storing = file->store();
    co_await std::move(storing);
    auto making = make_media(account, *file, to.input);
    const auto made = co_await std::move(making);
    co_return sendable(*made, file->made());
}

/// A file of an album, and the text below it.
struct album_part {
    std::unique_ptr<media_upload> file;
    outgoing_text caption;
};

/// Refuses what Telegram does not show as one album.
inline void check_album(std::span<const attachment> files) {
    constexpr std::size_t fewest = 2;
    constexpr std::size_t most = 10;
    if (files.size() < fewest || files.size() > most)
        refuse_media(media::media_errc::wrong_album_size);
    const auto family = [](const attachment& file) {
        return file.kind() == media_kind::video ? media_kind::photo : file.kind();
    };
    for (const auto& each : files)
        if (family(each) != family(files.front()) || each.kind() == media_kind::animation)
            refuse_media(media::media_errc::mixed_album); // attachments have no other kinds
}

[[nodiscard]] inline awaitable<std::vector<message>>
send_album_now(outgoing sent, std::vector<album_part> parts) {
    auto finding = resolved(sent.sender, sent.asked, sent.peers);
    const auto to = co_await std::move(finding);
    api::messages::sendMultiMedia request{};
    for (auto& part : parts) {
        auto storing = part.file->store();
        co_await std::move(storing);
        api::inputSingleMedia single{};
        if (part.file->made().file.is_ready() &&
            (part.file->media().is<api::inputMediaPhoto>() ||
             part.file->media().is<api::inputMediaDocument>())) {
            single.media = part.file->media();
        } else {
            auto making = make_media(sent.sender, *part.file, to.input);
            const auto made = co_await std::move(making);
            single.media = sendable(*made, part.file->made());
        }
        if (has_mentioned_user(part.caption)) {
            auto naming = with_mentioned_users(std::move(part.caption), sent.sender, sent.peers);
            part.caption = co_await std::move(naming);
        }
        part.caption.put_into(single);
        request.multi_media.push_back(std::move(single));
    }
    auto sending = send_several_now(std::move(sent), std::move(request));
    co_return co_await std::move(sending);
}

[[nodiscard]] inline awaitable<std::vector<message>> send_album(
    const self_info* sender,
    const chat_ref& chat,
    std::span<const attachment> files,
    const send_options& options,
    std::shared_ptr<const peer_map> along = nullptr,
    std::string_view connection = {},
    std::shared_ptr<update_context> within = nullptr
) {
    check_album(files);
    outgoing sent(sender, chat, options, std::move(along), connection, std::move(within));
    std::vector<album_part> parts;
    for (const auto& each : files)
        parts.push_back(
            {std::make_unique<media_upload>(sender, owned_media{each}),
             read_text(each.options().caption, empty_text::allowed)}
        );
    return send_album_now(std::move(sent), std::move(parts));
}

[[nodiscard]] inline awaitable<message>
edit_file_now(edit made, std::unique_ptr<media_upload> file) {
    auto storing = file->store();
    co_await std::move(storing);
    for (;;) {
        std::optional<rpc_error> refusal;
        try {
            auto again = made;
            again.media = file->media();
            auto editing = edit_now(std::move(again));
            co_return co_await std::move(editing);
        } catch (const rpc_error& error) {
            refusal = error;
        }
        auto curing = file->cure(*refusal);
        const auto cured = co_await std::move(curing);
        if (!cured)
            throw rpc_error{*refusal};
    }
}

/// Puts a file in the place of the media of a message. `made` says which.
[[nodiscard]] inline awaitable<message> edit_file(edit made, const attachment& file) {
    made.content = read_text(file.options().caption, empty_text::allowed);
    auto upload = std::make_unique<media_upload>(made.where.account, owned_media{file});
    return edit_file_now(std::move(made), std::move(upload));
}

} // namespace detail

AWAITGRAM_DECL awaitable<message>
media_methods::send_photo(chat_ref chat, file_ref photo, media_options options) const {
    return detail::send_file(&account(), chat, media_kind::photo, photo, options);
}

AWAITGRAM_DECL awaitable<message>
media_methods::send_video(chat_ref chat, file_ref video, media_options options) const {
    return detail::send_file(&account(), chat, media_kind::video, video, options);
}

AWAITGRAM_DECL awaitable<message>
media_methods::send_animation(chat_ref chat, file_ref animation, media_options options) const {
    return detail::send_file(&account(), chat, media_kind::animation, animation, options);
}

AWAITGRAM_DECL awaitable<message>
media_methods::send_audio(chat_ref chat, file_ref audio, media_options options) const {
    return detail::send_file(&account(), chat, media_kind::audio, audio, options);
}

AWAITGRAM_DECL awaitable<message>
media_methods::send_voice(chat_ref chat, file_ref voice, media_options options) const {
    return detail::send_file(&account(), chat, media_kind::voice, voice, options);
}

AWAITGRAM_DECL awaitable<message>
media_methods::send_video_note(chat_ref chat, file_ref note, media_options options) const {
    return detail::send_file(&account(), chat, media_kind::video_note, note, options);
}

AWAITGRAM_DECL awaitable<message>
media_methods::send_document(chat_ref chat, file_ref file, media_options options) const {
    return detail::send_file(&account(), chat, media_kind::document, file, options);
}

AWAITGRAM_DECL awaitable<message>
media_methods::send_sticker(chat_ref chat, file_ref sticker, media_options options) const {
    return detail::send_file(&account(), chat, media_kind::sticker, sticker, options);
}

AWAITGRAM_DECL awaitable<message>
content_methods::send_media(chat_ref chat, const attachment& file, send_options options) const {
    detail::outgoing sent(&account(), chat, options);
    auto caption = detail::read_text(file.options().caption, detail::empty_text::allowed);
    auto upload = std::make_unique<detail::media_upload>(&account(), detail::owned_media{file});
    return detail::send_file_now(std::move(sent), std::move(caption), std::move(upload));
}

AWAITGRAM_DECL awaitable<std::vector<message>> media_methods::send_media_group(
    chat_ref chat, std::span<const attachment> files, send_options options
) const {
    return detail::send_album(&account(), chat, files, options);
}

AWAITGRAM_DECL awaitable<api::InputMedia>
media_methods::upload_media(chat_ref chat, const attachment& file) const {
    auto upload = std::make_unique<detail::media_upload>(&account(), detail::owned_media{file});
    return detail::upload_media_now(&account(), chat_query{chat}, std::move(upload));
}

AWAITGRAM_DECL awaitable<message> editing_methods::edit_media(
    chat_ref chat, std::int32_t id, const attachment& file, edit_options options
) const {
    detail::edit made(detail::message_chat(&account(), chat), id, options);
    return detail::edit_file(std::move(made), file);
}

} // namespace awaitgram
