// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/media_options.hpp> // IWYU pragma: export
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/send_options.hpp>
#include <awaitgram/peers/chat_ref.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace awaitgram {

class message; // types/message.hpp

/// Methods that send files: a path, an address, bytes in memory, a source, or a file that Telegram has; see file_ref.
///
/// A file of a disk is uploaded in several parts at the same time, over connections of its own. What passes is waited for: lost connections,
/// limits of speed, parts that Telegram has lost meanwhile.
class media_methods : public virtual method_base {
public:
    /// Sends a photo: a picture of at most 10 MB, which Telegram makes smaller.
    ///
    /// Raw method: messages.sendMedia, after upload.saveFilePart.
    /// Errors:     rpc_error when Telegram refuses, as with PHOTO_INVALID_DIMENSIONS, or WEBPAGE_CURL_FAILED for an address that it cannot
    ///             fetch; files::errc before anything is sent; std::system_error when a file cannot be read, when the link breaks, or with
    ///             text_errc; media_errc for a file id of another kind; peer_error. So for all of these methods.
    /// Cancels:    what is uploaded is forgotten by Telegram; the message may have been sent nevertheless.
    /// Spec:       https://core.telegram.org/api/files
    [[nodiscard]] awaitable<message>
    send_photo(chat_ref chat, file_ref photo, media_options options = {}) const;

    /// Sends a video. It can be played while it comes in if its headers are at its beginning.
    ///
    /// Raw method: messages.sendMedia, after upload.saveFilePart or upload.saveBigFilePart. So for the following.
    /// Errors, Cancels: as `send_photo`.
    [[nodiscard]] awaitable<message>
    send_video(chat_ref chat, file_ref video, media_options options = {}) const;

    /// Sends a GIF, or an MP4 without sound that is shown as one.
    ///
    /// Raw method, Errors, Cancels: as `send_video`.
    [[nodiscard]] awaitable<message>
    send_animation(chat_ref chat, file_ref animation, media_options options = {}) const;

    /// Sends music. Its title and performer are read from the file.
    ///
    /// Raw method, Errors, Cancels: as `send_video`.
    [[nodiscard]] awaitable<message>
    send_audio(chat_ref chat, file_ref audio, media_options options = {}) const;

    /// Sends a voice message: Opus in Ogg.
    ///
    /// Raw method, Errors, Cancels: as `send_video`.
    [[nodiscard]] awaitable<message>
    send_voice(chat_ref chat, file_ref voice, media_options options = {}) const;

    /// Sends a round video: a square MP4 of at most 640 pixels and a minute.
    ///
    /// Raw method, Errors, Cancels: as `send_video`.
    [[nodiscard]] awaitable<message>
    send_video_note(chat_ref chat, file_ref note, media_options options = {}) const;

    /// Sends a file as it is, whatever it contains.
    ///
    /// Raw method, Errors, Cancels: as `send_video`.
    [[nodiscard]] awaitable<message>
    send_document(chat_ref chat, file_ref file, media_options options = {}) const;

    /// Sends a sticker: a WebP of 512 pixels, a TGS or a WebM.
    ///
    /// Raw method, Errors, Cancels: as `send_video`.
    [[nodiscard]] awaitable<message>
    send_sticker(chat_ref chat, file_ref sticker, media_options options = {}) const;

    /// Sends an album of 2 to 10 files: photos and videos, or audio alone, or documents alone. The files are uploaded one after another.
    /// Returns the messages in the order of the files. The keyboard of the options is ignored, because albums have none.
    ///
    /// Raw method: messages.sendMultiMedia, after messages.uploadMedia for each file.
    /// Errors:     as `send_photo`; media_errc::wrong_album_size and media_errc::mixed_album before anything is sent.
    /// Cancels:    as `send_photo`.
    [[nodiscard]] awaitable<std::vector<message>> send_media_group(
        chat_ref chat, std::span<const attachment> files, send_options options = {}
    ) const;

    /// Uploads a file without sending it. What is returned is sent by `send_media`, any number of times, to the same chat and, by bots, to
    /// any one.
    ///
    /// Raw method: messages.uploadMedia.
    /// Errors:     as `send_photo`.
    /// Cancels:    what is uploaded is forgotten by Telegram.
    [[nodiscard]] awaitable<api::InputMedia>
    upload_media(chat_ref chat, const attachment& file) const;

protected:
    media_methods() = default;
    ~media_methods() = default;
};

} // namespace awaitgram
