// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/media/probe.hpp>
#include <awaitgram/media/sniff.hpp>
#include <awaitgram/methods/detail/described_file.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ios>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

// What the headers of files say about them.

namespace awaitgram::detail {

/// Reads the headers of a file of the disk. What cannot be read just tells nothing: the upload reports it.
[[nodiscard]] inline file_look look_into_file(const std::filesystem::path& path) {
    file_look look;
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown))
        return look; // a pipe would be waited for
    std::ifstream file{path, std::ios::binary};
    const auto size = std::filesystem::file_size(path, unknown);
    if (!file || unknown)
        return look;
    const auto read = [&file](std::uint64_t position, std::span<std::byte> to) -> std::size_t {
        file.clear();
        file.seekg(static_cast<std::streamoff>(position));
        file.read(reinterpret_cast<char*>(to.data()), static_cast<std::streamsize>(to.size()));
        return file.gcount() > 0 ? static_cast<std::size_t>(file.gcount()) : 0;
    };
    byte_buffer beginning(media::enough_to_sniff);
    const auto name = path.filename().string();
    beginning.resize(read(0, std::as_writable_bytes(std::span{beginning})));
    look.sniffed = media::sniff(beginning, name);
    look.facts = media::probe(read, size, name);
    return look;
}

/// Bytes of a file of which there is a beginning and an end.
struct known_ends {
    byte_view beginning{};
    byte_view end{};
    std::uint64_t end_at = 0;

    std::size_t operator()(std::uint64_t position, std::span<std::byte> to) const noexcept {
        const auto in_end = !end.empty() && position >= end_at;
        const auto from = in_end ? end : beginning;
        const auto offset = in_end ? position - end_at : position;
        if (offset >= from.size())
            return 0;
        const auto count = std::min<std::uint64_t>(to.size(), from.size() - offset);
        std::memcpy(to.data(), from.data() + offset, static_cast<std::size_t>(count));
        return static_cast<std::size_t>(count);
    }
};

[[nodiscard]] inline file_look
look_into(const known_ends& bytes, std::uint64_t size, std::string_view name) {
    file_look look;
    look.sniffed = media::sniff(
        bytes.beginning.first(std::min(bytes.beginning.size(), media::enough_to_sniff)), name
    );
    look.facts = media::probe(bytes, size, name);
    return look;
}

/// The same for a source, of which no more than this is read twice.
[[nodiscard]] inline awaitable<file_look>
look_into_source(files::file_source& source, const std::string& name) {
    constexpr std::int64_t most_beginning = 256 * 1024;
    constexpr std::int64_t most_end = 512 * 1024;
    const auto size = std::max<std::int64_t>(source.size(), 0);
    byte_buffer beginning(static_cast<std::size_t>(std::min(size, most_beginning)));
    const auto rest = size - static_cast<std::int64_t>(beginning.size());
    byte_buffer end(static_cast<std::size_t>(std::min(rest, most_end)));
    const auto end_at = size - static_cast<std::int64_t>(end.size());
    if (!beginning.empty())
        co_await source.read(0, beginning);
    if (!end.empty())
        co_await source.read(end_at, end);
    const known_ends known{beginning, end, static_cast<std::uint64_t>(end_at)};
    co_return look_into(known, static_cast<std::uint64_t>(size), name);
}

} // namespace awaitgram::detail
