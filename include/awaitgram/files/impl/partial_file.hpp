// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/files/detail/partial_file.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::files::detail {

/// Makes a file; false when there is one, or a link.
///
/// Errors: std::system_error when it cannot be made.
[[nodiscard]] inline bool made_new(const std::filesystem::path& path) {
    errno = 0;
    if (std::FILE* made = std::fopen(path.c_str(), "wxb"); made != nullptr) {
        std::fclose(made);
        return true;
    }
    if (const auto code = errno != 0 ? errno : EIO; code != EEXIST)
        throw std::system_error(code, std::generic_category(), "cannot open " + path.string());
    return false;
}

[[nodiscard]] inline std::filesystem::path
with_ending(std::filesystem::path path, const std::string& ending) {
    path += ending;
    return path;
}

AWAITGRAM_DECL
partial_file::partial_file(std::filesystem::path path, std::filesystem::path part) noexcept
    : path_(std::move(path)), part_(std::move(part)) {}

AWAITGRAM_DECL partial_file::partial_file(std::filesystem::path path)
    : path_(std::move(path)), part_(with_ending(path_, ".part")) {
    constexpr auto most_tries = 100;
    for (auto tries = 0; !made_new(part_); ++tries) {
        if (tries == most_tries)
            throw std::system_error(
                std::make_error_code(std::errc::file_exists), "cannot open " + part_.string()
            );
        const auto number = static_cast<std::uint32_t>(rpc::detail::new_random_id());
        part_ = with_ending(path_, "." + std::to_string(number) + ".part");
    }
}

AWAITGRAM_DECL std::optional<partial_file> partial_file::if_free(std::filesystem::path path) {
    auto part = with_ending(path, ".part");
    if (std::filesystem::exists(path) || !made_new(part))
        return std::nullopt;
    return partial_file{std::move(path), std::move(part)};
}

AWAITGRAM_DECL partial_file::partial_file(partial_file&& other) noexcept
    : path_(std::move(other.path_)), part_(std::exchange(other.part_, {})) {}

AWAITGRAM_DECL partial_file::~partial_file() {
    std::error_code ignored;
    if (!part_.empty())
        std::filesystem::remove(part_, ignored);
}

AWAITGRAM_DECL void partial_file::complete() {
    std::filesystem::rename(part_, path_);
    part_.clear();
}

} // namespace awaitgram::files::detail
