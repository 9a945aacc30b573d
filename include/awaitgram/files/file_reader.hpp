// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/rpc/invoker.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>

namespace awaitgram::files {

namespace detail {
class reader_state;
}

struct reader_options {
    /// How many bytes that were read before are kept, in blocks of 512 KiB; at least one block.
    std::size_t cache_bytes = std::size_t{4} * 1024 * 1024;
    /// How many blocks are asked for before they are read, by one who reads on where the last read ended, and by reads of several blocks; as
    /// far as they are kept, and the size of the file is known. 0 for none.
    std::size_t read_ahead = 2;
};

static_assert(std::is_trivially_destructible_v<reader_options>);

/// Reads a file on Telegram's servers from any position, as players and archives do, without the rest of it. What was read last is kept;
/// reads of the same block at the same time share one request. What passes is waited for, and networks are used, as by downloads. `calls` is a client, which
/// outlives the reader; the reader outlives its reads, of which any number may be under way.
///
/// Raw method: as `download`.
/// Spec:       https://core.telegram.org/api/files#downloading-files
class file_reader {
public:
    /// Errors: files::errc::too_large for a size that no file has.
    file_reader(
        rpc::invoker& calls, remote_file file, reader_options options = {}, file_finder again = {}
    );
    file_reader(file_reader&&) noexcept;
    file_reader& operator=(file_reader&&) noexcept;
    /// What is asked for ahead ends.
    ~file_reader();

    /// The bytes from a position on: fewer at the end of the file, none behind it. A file of unknown size ends where the server says.
    ///
    /// Errors:  files::errc::bad_range for a position below zero; otherwise as for downloads. The reader can be used afterwards.
    /// Cancels: the reader is as before.
    [[nodiscard]] awaitable<byte_buffer> read(std::int64_t position, std::size_t length);

    /// The bytes from the place of the reader to the end of their block, and moves the place behind them; nothing at the end of the file. The
    /// blocks behind it are asked for ahead. One call is under way at a time.
    ///
    /// Errors:  as `read`; the place stays where it is.
    /// Cancels: the place stays where it is.
    [[nodiscard]] awaitable<std::optional<byte_buffer>> next();

    /// Sets the position that `next` reads from.
    void seek(std::int64_t position) noexcept;
    [[nodiscard]] std::int64_t position() const noexcept;

private:
    std::shared_ptr<detail::reader_state> state_;
};

} // namespace awaitgram::files
