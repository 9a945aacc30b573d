// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/path_ref.hpp>
#include <awaitgram/media/file_id.hpp>
#include <awaitgram/methods/downloads.hpp>
#include <awaitgram/methods/file_ref.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>

#include <optional>
#include <string>

namespace awaitgram {

/// Methods about the photos of users, groups and channels.
class photo_methods : public virtual method_base {
public:
    /// Shows a photo in the profile of the account: a square JPEG or PNG of at least 160 pixels. Those before stay behind it. A film, a
    /// file whose name ends with ".mp4", moves there.
    ///
    /// Raw method: photos.uploadProfilePhoto, or photos.updateProfilePhoto for a photo that Telegram has.
    /// Errors:     as media_methods::send_photo; IMAGE_PROCESS_FAILED, PHOTO_CROP_SIZE_SMALL, VIDEO_FILE_INVALID.
    /// Cancels:    it may be shown nevertheless.
    [[nodiscard]] awaitable<void> set_profile_photo(file_ref photo) const;

    /// Deletes the photo that the account shows; the one before is shown again. None is no error.
    ///
    /// Raw method: photos.updateProfilePhoto.
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    it may be deleted nevertheless.
    [[nodiscard]] awaitable<void> delete_profile_photo() const;

    /// Shows a photo in a group or channel, of which the account may change the info.
    ///
    /// Raw method: messages.editChatPhoto, channels.editPhoto.
    /// Errors:     as `set_profile_photo`; CHAT_ADMIN_REQUIRED; peer_error.
    /// Cancels:    it may be shown nevertheless.
    [[nodiscard]] awaitable<void> set_chat_photo(chat_ref chat, file_ref photo) const;

    /// Removes the photo of a group or channel. None is no error.
    ///
    /// Raw method: messages.editChatPhoto, channels.editPhoto.
    /// Errors:     rpc_error when Telegram refuses, as with CHAT_ADMIN_REQUIRED; peer_error; std::system_error when the link breaks.
    /// Cancels:    it may be removed nevertheless.
    [[nodiscard]] awaitable<void> delete_chat_photo(chat_ref chat) const;

    /// Downloads the photo of a user, a group or a channel, to a path or into a folder, as download_methods::download does: 640 pixels wide, or
    /// 160. Returns where it is; nothing without a photo.
    ///
    /// Raw method: upload.getFile, after users.getUsers, messages.getChats or channels.getChannels.
    /// Errors:     as download_methods::download; peer_error.
    /// Cancels:    the incomplete file is removed, as after an error.
    [[nodiscard]] awaitable<std::optional<std::string>> download_profile_photo(
        chat_ref chat,
        path_ref to = downloads_folder,
        media::chat_photo_size size = media::chat_photo_size::big
    ) const;

protected:
    photo_methods() = default;
    ~photo_methods() = default;
};

} // namespace awaitgram
