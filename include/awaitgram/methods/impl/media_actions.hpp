// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/downloading.hpp>
#include <awaitgram/methods/detail/edit.hpp>
#include <awaitgram/methods/impl/media.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/message_actions.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// The options of what is sent in answer to a message: a reply in groups, and in its topic.
template <class Options>
[[nodiscard]] Options reply_options(const message& shown, const Options& options) {
    auto complete = options;
    if (complete.reply_to == 0 && shown.kind() != chat_kind::private_chat)
        complete.reply_to = shown.id();
    // A reply to this message is in its topic anyway.
    if (complete.topic == 0 && complete.reply_to != shown.id())
        complete.topic = shown.topic_id();
    return complete;
}

[[nodiscard]] inline awaitable<message> reply_file(
    const message& shown, media_kind kind, const file_ref& file, const media_options& options
) {
    return send_file(
        acting_account(shown),
        shown.chat_id(),
        kind,
        file,
        reply_options(shown, options),
        shown.peers(),
        shown.business_connection(),
        shown.context()
    );
}

} // namespace detail

AWAITGRAM_DECL awaitable<message> message_actions::reply_photo(file_ref photo) const {
    return reply_photo(photo, media_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::reply_photo(file_ref photo, const media_options& options) const {
    return detail::reply_file(self(), media_kind::photo, photo, options);
}

AWAITGRAM_DECL awaitable<message> message_actions::reply_video(file_ref video) const {
    return reply_video(video, media_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::reply_video(file_ref video, const media_options& options) const {
    return detail::reply_file(self(), media_kind::video, video, options);
}

AWAITGRAM_DECL awaitable<message> message_actions::reply_animation(file_ref animation) const {
    return reply_animation(animation, media_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::reply_animation(file_ref animation, const media_options& options) const {
    return detail::reply_file(self(), media_kind::animation, animation, options);
}

AWAITGRAM_DECL awaitable<message> message_actions::reply_audio(file_ref audio) const {
    return reply_audio(audio, media_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::reply_audio(file_ref audio, const media_options& options) const {
    return detail::reply_file(self(), media_kind::audio, audio, options);
}

AWAITGRAM_DECL awaitable<message> message_actions::reply_voice(file_ref voice) const {
    return reply_voice(voice, media_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::reply_voice(file_ref voice, const media_options& options) const {
    return detail::reply_file(self(), media_kind::voice, voice, options);
}

AWAITGRAM_DECL awaitable<message> message_actions::reply_video_note(file_ref note) const {
    return reply_video_note(note, media_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::reply_video_note(file_ref note, const media_options& options) const {
    return detail::reply_file(self(), media_kind::video_note, note, options);
}

AWAITGRAM_DECL awaitable<message> message_actions::reply_document(file_ref file) const {
    return reply_document(file, media_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::reply_document(file_ref file, const media_options& options) const {
    return detail::reply_file(self(), media_kind::document, file, options);
}

AWAITGRAM_DECL awaitable<message> message_actions::reply_sticker(file_ref sticker) const {
    return reply_sticker(sticker, media_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::reply_sticker(file_ref sticker, const media_options& options) const {
    return detail::reply_file(self(), media_kind::sticker, sticker, options);
}

AWAITGRAM_DECL awaitable<std::vector<message>>
message_actions::reply_media_group(std::span<const attachment> files) const {
    return reply_media_group(files, send_options{});
}

AWAITGRAM_DECL awaitable<std::vector<message>> message_actions::reply_media_group(
    std::span<const attachment> files, const send_options& options
) const {
    const auto& shown = self();
    return detail::send_album(
        detail::acting_account(shown),
        shown.chat_id(),
        files,
        detail::reply_options(shown, options),
        shown.peers(),
        shown.business_connection(),
        shown.context()
    );
}

AWAITGRAM_DECL awaitable<message> message_actions::edit_media(const attachment& file) const {
    return edit_media(file, edit_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::edit_media(const attachment& file, const edit_options& options) const {
    auto made = detail::edit_of(self(), options);
    return detail::edit_file(std::move(made), file);
}

AWAITGRAM_DECL awaitable<std::string> message_actions::download() const {
    return download(downloads_folder, files::download_options{});
}

AWAITGRAM_DECL awaitable<std::string> message_actions::download(path_ref to) const {
    return download(to, files::download_options{});
}

AWAITGRAM_DECL awaitable<std::string>
message_actions::download(path_ref to, const files::download_options& options) const {
    return detail::download_file(detail::acting_account(self()), self(), to, options);
}

AWAITGRAM_DECL awaitable<byte_buffer> message_actions::download_bytes(std::size_t most) const {
    return detail::download_file_bytes(
        detail::acting_account(self()), self(), most, files::download_options{}
    );
}

AWAITGRAM_DECL awaitable<std::optional<byte_buffer>>
message_actions::download_thumbnail(std::int32_t side) const {
    const download_ref file{self()};
    return detail::download_thumbnail_now(
        detail::acting_account(self()),
        detail::thumbnail_of(file, side),
        detail::thumbnail_finder_of(file, side)
    );
}

} // namespace awaitgram
