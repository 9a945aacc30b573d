// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/progress.hpp>
#include <awaitgram/files/upload_plan.hpp>
#include <awaitgram/rpc/invoker.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram::files {

/// Where an upload is read from.
class file_source {
public:
    /// What tells the content of a source from others.
    struct identity {
        /// Where it is; empty for one that is not found again, so that nothing is kept of its upload.
        std::string place{};
        /// Changes with the content.
        std::string version{};
    };

    file_source(const file_source&) = delete;
    file_source& operator=(const file_source&) = delete;
    virtual ~file_source() = default;

    /// In bytes.
    [[nodiscard]] virtual std::int64_t size() const = 0;

    /// Fills `bytes` from a position. One call is under way at a time; a part that Telegram did not store is read again. An exception ends the
    /// upload; so does the end of what is read before `size`, which the source reports by one.
    [[nodiscard]] virtual awaitable<void>
    read(std::int64_t position, std::span<std::uint8_t> bytes) = 0;

    /// Whether `read` waits for nothing but a disk: neither for a network nor for other code. A source that waits for a download gets the memory
    /// for it.
    [[nodiscard]] virtual bool reads_at_once() const noexcept { return false; }

    /// Of a file of the disk: its path, and when it was changed last.
    [[nodiscard]] virtual identity what() const { return {}; }

protected:
    file_source() = default;
};

/// A file of the disk, which is read on another thread.
///
/// Errors: std::system_error when it cannot be opened; reading it throws the same, also when it becomes shorter meanwhile.
[[nodiscard]] std::unique_ptr<file_source> disk_file(std::filesystem::path path);

/// Bytes, which outlive the source.
[[nodiscard]] std::unique_ptr<file_source> memory_file(byte_view bytes);

class transfer_store; // files/transfer_store.hpp

struct upload_options {
    /// Told how much Telegram has stored.
    progress_ref progress{};
    /// Whether it becomes a photo, a video note or the like, which are stored in small parts.
    bool needs_small_parts = false;
    /// Whether the account may send files of the double size.
    bool premium = false;
    /// How many parts are under way at the same time.
    std::size_t most_parts = 8;
    /// Where it is kept which parts are stored, so that an upload of the same file goes on after a restart; it outlives the upload. Nothing is
    /// kept of memory, nor of an upload that has ended. What Telegram has forgotten meanwhile is refused when a message is sent with it
    /// (FILE_PART_3_MISSING); the methods that send files store that again.
    transfer_store* resume = nullptr;
};

static_assert(std::is_trivially_destructible_v<upload_options>);

/// Stores a file at Telegram, for some hours, until a message is sent with it; several parts are under way at the same time. What passes is
/// waited for: lost connections, limits of speed (FLOOD_PREMIUM_WAIT), failures inside of the server. `calls` is a client, which outlives
/// the upload. `name` is what receivers see.
///
/// Raw method: upload.saveFilePart, upload.saveBigFilePart.
/// Errors:     rpc_error when Telegram refuses; files::errc::empty_file, files::errc::too_large, files::errc::too_large_for_kind before
///             anything is sent; what `source` and the function for the progress throw.
/// Cancels:    what is stored is forgotten by Telegram, unless `options.resume`; then for some hours it is not.
/// Spec:       https://core.telegram.org/api/files#uploading-files
[[nodiscard]] awaitable<api::InputFile>
upload(rpc::invoker& calls, file_source& source, std::string name, upload_options options = {});

/// Stores a file of the disk.
///
/// Errors: as above; std::system_error when it cannot be read, or becomes shorter meanwhile.
[[nodiscard]] awaitable<api::InputFile>
upload(rpc::invoker& calls, std::filesystem::path path, upload_options options = {});

/// Stores bytes, which outlive the upload.
///
/// Errors: as above.
[[nodiscard]] awaitable<api::InputFile>
upload_bytes(rpc::invoker& calls, byte_view bytes, std::string name, upload_options options = {});

/// Stores one part of a file again that was uploaded from the same source: Telegram sometimes loses one, and says so when a message is sent
/// with the file (FILE_PART_3_MISSING). `file` is what the upload returned; the part has the same place in it, so the message can be sent
/// then with the same file. The progress is not told.
///
/// Raw method: upload.saveFilePart, upload.saveBigFilePart.
/// Errors:     rpc_error when Telegram refuses; files::errc::bad_state, before anything is sent, when `source` has another number of parts
///             than `file`; files::errc::bad_range for a part that the file does not have; what `source` throws.
/// Cancels:    the part may be stored, or not; it can be stored again.
/// Spec:       https://core.telegram.org/api/files#uploading-files
[[nodiscard]] awaitable<void> upload_part_again(
    rpc::invoker& calls,
    file_source& source,
    const api::InputFile& file,
    std::int32_t part,
    upload_options options = {}
);

} // namespace awaitgram::files
