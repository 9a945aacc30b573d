// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/files/download_options.hpp> // IWYU pragma: export
#include <awaitgram/rpc/invoker.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <utility>

namespace awaitgram::files {

/// The size of a file of which nothing but its place is known.
inline constexpr std::int64_t unknown_size = -1;

/// A file on Telegram's servers.
class remote_file {
public:
    /// `dc` may be 0 when it is unknown.
    remote_file(api::InputFileLocation location, std::int32_t dc, std::int64_t size)
        : location_(std::move(location)), dc_(dc), size_(size) {}

    /// The file of a document.
    explicit remote_file(const api::document& document);

    /// A photo in its largest size.
    ///
    /// Errors: std::logic_error for a photo without a size that can be downloaded.
    explicit remote_file(const api::photo& photo);

    [[nodiscard]] const api::InputFileLocation& location() const noexcept { return location_; }
    [[nodiscard]] std::int32_t dc() const noexcept { return dc_; }
    /// In bytes, or unknown_size.
    [[nodiscard]] std::int64_t size() const noexcept { return size_; }

private:
    api::InputFileLocation location_;
    std::int32_t dc_;
    std::int64_t size_;
};

/// Where a download is written to; any number of parts may come in any order.
class file_sink {
public:
    file_sink(const file_sink&) = delete;
    file_sink& operator=(const file_sink&) = delete;
    virtual ~file_sink() = default;

    /// Writes bytes at a position. The next part is asked for when it has returned, so a slow sink slows the download down. One call is
    /// under way at a time. An exception ends the download.
    [[nodiscard]] virtual awaitable<void> write(std::int64_t position, byte_view bytes) = 0;

    /// Whether `write` waits for nothing but this machine. Parts count in the memory of the account's transfers until they are written
    /// then, and else until they have come, so that a sink that stands still stops no other transfer.
    [[nodiscard]] virtual bool writes_at_once() const noexcept { return false; }

protected:
    file_sink() = default;
};

/// Finds a file again whose reference has expired, by the message, chat or story that it came from.
using file_finder = unique_function<awaitable<remote_file>()>;

/// Downloads a file into a sink; several parts are under way at the same time. What passes is waited for: lost connections, limits of speed
/// (FLOOD_PREMIUM_WAIT), failures inside of the server. `calls` is a client, which outlives the download.
///
/// A public file may come from a content delivery network, which Telegram names. Every byte of it is compared with Telegram's hashes before
/// it is written; whatever goes wrong there, the file comes from Telegram's own data centre.
///
/// Raw method: upload.getFile, upload.getCdnFile, upload.getCdnFileHashes, upload.reuploadCdnFile.
/// Errors:     rpc_error when Telegram refuses, as with FILE_REFERENCE_EXPIRED when `again` is empty or finds another reference that is
///             refused, too; files::errc::wrong_part, files::errc::lost_file; what `sink` and the function for the progress throw.
/// Cancels:    the parts that are written stay in the sink.
/// Spec:       https://core.telegram.org/api/files#downloading-files
[[nodiscard]] awaitable<void> download(
    rpc::invoker& calls,
    remote_file file,
    file_sink& sink,
    download_options options = {},
    file_finder again = {}
);

/// Downloads a file to a path. It has another name, `path` with ".part", until it is complete, and then takes the place of what was there.
///
/// Errors:  as above; std::filesystem::filesystem_error and std::system_error when the file cannot be written.
/// Cancels: the incomplete file is removed, as after an error, unless `options.resume`.
[[nodiscard]] awaitable<void> download(
    rpc::invoker& calls,
    remote_file file,
    std::filesystem::path path,
    download_options options = {},
    file_finder again = {}
);

/// Downloads a file into memory.
///
/// Errors: as above; files::errc::too_large beyond `most` bytes.
[[nodiscard]] awaitable<byte_buffer> download_bytes(
    rpc::invoker& calls,
    remote_file file,
    std::size_t most = std::size_t{64} * 1024 * 1024,
    download_options options = {},
    file_finder again = {}
);

} // namespace awaitgram::files
