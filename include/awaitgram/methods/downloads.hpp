// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/path_ref.hpp>
#include <awaitgram/files/download_options.hpp> // IWYU pragma: export
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/types/media.hpp>
#include <awaitgram/types/sticker.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace awaitgram {

class message; // types/message.hpp

namespace files {
class file_reader;     // files/file_reader.hpp
class remote_file;     // files/download.hpp
struct reader_options; // files/file_reader.hpp
} // namespace files

namespace media {
struct file_id; // media/file_id.hpp
} // namespace media

/// A reference to a file that Telegram has: a parameter of everything that downloads one.
///
/// The file of a message is found again by it when its reference has expired, which that of others is not. Methods read it before they
/// return their awaitable.
class download_ref {
public:
    enum class form : std::uint8_t { message, media, photo, document, id, place };

    download_ref(const message& of) noexcept : form_(form::message), target_(&of) {}
    download_ref(const media_view& media) noexcept : form_(form::media), target_(media.raw()) {}
    download_ref(const api::photo& photo) noexcept : form_(form::photo), target_(&photo) {}
    download_ref(const api::document& file) noexcept : form_(form::document), target_(&file) {}
    download_ref(const sticker& of) noexcept : download_ref(of.raw()) {}
    /// A file id of the Bot API.
    download_ref(const media::file_id& id) noexcept : form_(form::id), target_(&id) {}
    /// A place of the schema.
    download_ref(const files::remote_file& place) noexcept : form_(form::place), target_(&place) {}

    [[nodiscard]] form what() const noexcept { return form_; }
    /// What it was made of.
    template <class T>
    [[nodiscard]] const T& as() const noexcept {
        return *static_cast<const T*>(target_);
    }
    [[nodiscard]] bool empty() const noexcept { return target_ == nullptr; }

private:
    form form_;
    const void* target_;
};

static_assert(std::is_trivially_destructible_v<download_ref>);

/// Where `download` writes to unless it is told: a folder of the working directory.
inline constexpr const char* downloads_folder = "downloads/";

/// Methods that download files: several parts at the same time, from the data centre that has them. What passes is waited for: lost
/// connections, limits of speed.
class download_methods : public virtual method_base {
public:
    /// Downloads a file to a path, or into a folder, which ends with a slash or exists. Returns where it is.
    ///
    /// In a folder it gets the name that its sender gave it, made safe for every system, or one such as
    /// `photo_2026-07-28_12-00-00_5123.jpg`; a number is added if there is a file of that name. Folders are made. While it comes in its name
    /// ends with ".part"; a path that exists is replaced at the end. With `options.resume`, a download that ended early goes on where it was.
    ///
    /// Raw method: upload.getFile, and upload.getFileHashes to go on.
    /// Errors:     rpc_error when Telegram refuses; files::errc; std::logic_error for what has no file; media_errc for a file id that names
    ///             none; std::system_error when the file cannot be written, or when the link breaks.
    /// Cancels:    the incomplete file is removed, as after an error, unless `options.resume`.
    /// Spec:       https://core.telegram.org/api/files#downloading-files
    [[nodiscard]] awaitable<std::string> download(
        download_ref file, path_ref to = downloads_folder, files::download_options options = {}
    ) const;

    /// Downloads a file into memory: at most `most` bytes.
    ///
    /// Raw method: upload.getFile.
    /// Errors:     as `download`; files::errc::too_large before anything is asked for.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<byte_buffer> download_bytes(
        download_ref file,
        std::size_t most = std::size_t{64} * 1024 * 1024,
        files::download_options options = {}
    ) const;

    /// The picture that is shown before a photo or a video is there: a JPEG of the smallest size that is at least `side` pixels wide or
    /// high, or the largest. With 0 the one that came along with the media, of some 40 pixels, without a request. Nothing without one.
    ///
    /// Raw method: upload.getFile.
    /// Errors:     as `download`.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::optional<byte_buffer>>
    download_thumbnail(download_ref file, std::int32_t side = 320) const;

    /// Opens a file to be read from any position, as a player does; see files/file_reader.hpp, which programs that call this include. The
    /// client outlives the reader.
    ///
    /// Raw method: upload.getFile, by the reader.
    /// Errors:     std::logic_error for what has no file; media_errc for a file id that names none.
    /// Cancels:    nothing is waited for.
    [[nodiscard]] files::file_reader open_file(download_ref file) const;
    [[nodiscard]] files::file_reader
    open_file(download_ref file, const files::reader_options& options) const;

protected:
    download_methods() = default;
    ~download_methods() = default;
};

} // namespace awaitgram
