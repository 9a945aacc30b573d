// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/path_ref.hpp>
#include <awaitgram/keyboard/ref.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/id_list.hpp>
#include <awaitgram/types/message_info.hpp>
#include <awaitgram/types/reactions_ref.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

class attachment; // methods/media_options.hpp
class file_ref;   // methods/file_ref.hpp
class message;
class poll_update;
class typing_scope;   // methods/typing.hpp
struct edit_options;  // methods/editing.hpp
struct media_options; // methods/media_options.hpp
struct press_result;  // methods/buttons.hpp
struct send_options;  // methods/send_options.hpp

namespace files {
struct download_options; // files/download_options.hpp
} // namespace files

/// The methods about one message, without its chat and id: `message.reply("hello")`. They are done for the account that received it.
///
/// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks, or with text_errc or keyboard_errc before
///          anything is sent; std::logic_error for a message that no account received.
/// Cancels: it may have happened nevertheless.
class message_actions {
public:
    /// Sends a text, plain or formatted, to the chat of this message; in groups as a reply to it. Returns the sent message.
    ///
    /// It stays in the topic and in the business connection of this message. The options are written `{.silent = true}`.
    [[nodiscard]] awaitable<message> reply(text_ref content) const;
    [[nodiscard]] awaitable<message> reply(text_ref content, const send_options& options) const;

    /// The same without being a reply.
    [[nodiscard]] awaitable<message> answer(text_ref content) const;
    [[nodiscard]] awaitable<message> answer(text_ref content, const send_options& options) const;

    /// Changes the text, or the caption; removes the buttons below it unless the options say otherwise. Returns the edited message.
    /// That nothing changes is no error.
    [[nodiscard]] awaitable<message> edit(text_ref content) const;
    [[nodiscard]] awaitable<message> edit(text_ref content, const edit_options& options) const;

    /// Replaces the buttons below it; no keyboard removes them.
    [[nodiscard]] awaitable<message> edit_reply_markup(keyboard_ref keyboard = {}) const;

    /// Deletes the message for all members of the chat. Telegram ignores a message that is gone.
    [[nodiscard]] awaitable<void> remove() const;

    /// Forwards the message to a chat, such as `"@name"` or a number; see chat_ref. Returns the new message.
    ///
    /// Errors: also peer_error when the chat cannot be reached.
    [[nodiscard]] awaitable<message> forward_to(chat_ref chat) const;
    [[nodiscard]] awaitable<message> forward_to(chat_ref chat, const send_options& options) const;

    /// Sends the content of the message to a chat as a new one; see forwarding_methods::copy_message.
    [[nodiscard]] awaitable<message> copy_to(chat_ref chat) const;
    [[nodiscard]] awaitable<message> copy_to(chat_ref chat, const send_options& options) const;

    /// Reacts instead of the reactions before: with an emoji, a custom emoji, or several; nothing takes them back.
    [[nodiscard]] awaitable<void> react(reactions_ref reactions, react_options options = {}) const;

    /// Pins the message in its chat.
    [[nodiscard]] awaitable<void> pin(pin_options options = {}) const;

    /// Pins it no more.
    [[nodiscard]] awaitable<void> unpin() const;

    /// Marks the messages of the chat as read, up to this one. For users.
    [[nodiscard]] awaitable<void> read() const;

    /// The message that this one replies to; nothing when it replies to none, or to one that was deleted.
    [[nodiscard]] awaitable<std::optional<message>> get_reply_to() const;

    /// The messages of the album that it is part of; see fetching_methods::get_media_group.
    [[nodiscard]] awaitable<std::vector<message>> get_media_group() const;

    /// Presses one of its buttons; see button_methods::click. For users.
    [[nodiscard]] awaitable<press_result> click(std::string_view button) const;

    /// Votes in its poll: `0`, or `{0, 2}`, counted from 0. For users.
    [[nodiscard]] awaitable<poll_update> vote(id_list answers) const;
    /// Takes the vote back.
    [[nodiscard]] awaitable<poll_update> retract_vote() const;
    /// Closes its poll, which the account has sent. Returns the message with the last results.
    [[nodiscard]] awaitable<message> close_poll() const;

    /// Shows in its chat and topic that the account types, as long as the result lives; see typing_methods::typing.
    [[nodiscard]] awaitable<typing_scope> typing() const;

    /// Sends a file to the chat of this message, in groups as a reply to it: a path, an address, bytes and so on; see file_ref and
    /// media_methods. It stays in the topic and in the business connection of this message. Returns the sent message.
    [[nodiscard]] awaitable<message> reply_photo(file_ref photo) const;
    [[nodiscard]] awaitable<message>
    reply_photo(file_ref photo, const media_options& options) const;
    [[nodiscard]] awaitable<message> reply_video(file_ref video) const;
    [[nodiscard]] awaitable<message>
    reply_video(file_ref video, const media_options& options) const;
    [[nodiscard]] awaitable<message> reply_animation(file_ref animation) const;
    [[nodiscard]] awaitable<message>
    reply_animation(file_ref animation, const media_options& options) const;
    [[nodiscard]] awaitable<message> reply_audio(file_ref audio) const;
    [[nodiscard]] awaitable<message>
    reply_audio(file_ref audio, const media_options& options) const;
    [[nodiscard]] awaitable<message> reply_voice(file_ref voice) const;
    [[nodiscard]] awaitable<message>
    reply_voice(file_ref voice, const media_options& options) const;
    [[nodiscard]] awaitable<message> reply_video_note(file_ref note) const;
    [[nodiscard]] awaitable<message>
    reply_video_note(file_ref note, const media_options& options) const;
    [[nodiscard]] awaitable<message> reply_document(file_ref file) const;
    [[nodiscard]] awaitable<message>
    reply_document(file_ref file, const media_options& options) const;
    [[nodiscard]] awaitable<message> reply_sticker(file_ref sticker) const;
    [[nodiscard]] awaitable<message>
    reply_sticker(file_ref sticker, const media_options& options) const;

    /// Sends an album in the same way; see media_methods::send_media_group.
    [[nodiscard]] awaitable<std::vector<message>>
    reply_media_group(std::span<const attachment> files) const;
    [[nodiscard]] awaitable<std::vector<message>>
    reply_media_group(std::span<const attachment> files, const send_options& options) const;

    /// Puts a file in the place of its media, and another caption; removes the buttons below it unless the options say otherwise.
    [[nodiscard]] awaitable<message> edit_media(const attachment& file) const;
    [[nodiscard]] awaitable<message>
    edit_media(const attachment& file, const edit_options& options) const;

    /// Downloads its file, into the folder `downloads/` unless there is another path or folder, which ends with a slash or exists; see
    /// download_methods::download. Returns where it is.
    [[nodiscard]] awaitable<std::string> download() const;
    [[nodiscard]] awaitable<std::string> download(path_ref to) const;
    [[nodiscard]] awaitable<std::string>
    download(path_ref to, const files::download_options& options) const;

    /// Downloads its file into memory, at most 64 MiB or `most` bytes; see download_methods::download_bytes.
    [[nodiscard]] awaitable<byte_buffer>
    download_bytes(std::size_t most = std::size_t{64} * 1024 * 1024) const;

    /// The picture that is shown before its media are there; see download_methods::download_thumbnail.
    [[nodiscard]] awaitable<std::optional<byte_buffer>>
    download_thumbnail(std::int32_t side = 320) const;

protected:
    message_actions() = default;
    message_actions(const message_actions&) = default;
    message_actions(message_actions&&) = default;
    message_actions& operator=(const message_actions&) = default;
    message_actions& operator=(message_actions&&) = default;
    ~message_actions() = default;

private:
    [[nodiscard]] const message& self() const noexcept;
};

} // namespace awaitgram
