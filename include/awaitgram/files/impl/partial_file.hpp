// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/files/detail/partial_file.hpp>
#include <awaitgram/files/detail/transfer_state.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/session/detail/file_lock.hpp>
#include <awaitgram/session/error.hpp>
#include <awaitgram/tl/codec.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::files::detail {

/// Whether this is a file itself: a link would lead to one of somebody else.
[[nodiscard]] inline bool is_own_file(const std::filesystem::path& path) {
    std::error_code unknown;
    return std::filesystem::symlink_status(path, unknown).type() ==
           std::filesystem::file_type::regular;
}

[[nodiscard]] inline std::filesystem::path
with_ending(std::filesystem::path path, const std::string& ending) {
    path += ending;
    return path;
}

/// Of an earlier file with the name of one that was made anew.
inline void forget_notes_of(const std::filesystem::path& part) {
    std::error_code ignored;
    std::filesystem::remove(with_ending(part, ".state"), ignored);
}

/// How much of a file is there, in a file beside it.
struct partial_file::notes {
    std::filesystem::path path;
    transfer_state state;
    /// Other downloads leave the file alone.
    awaitgram::detail::file_lock lock;

    void save() const { replace_small_file(path, state.bytes()); }
};

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
    forget_notes_of(part_);
}

AWAITGRAM_DECL std::optional<partial_file> partial_file::if_free(std::filesystem::path path) {
    auto part = with_ending(path, ".part");
    if (std::filesystem::exists(path) || !made_new(part))
        return std::nullopt;
    forget_notes_of(part);
    return partial_file{std::move(path), std::move(part)};
}

AWAITGRAM_DECL download_content content_of(const remote_file& file) {
    download_content content;
    content.size = file.size();
    if (file.size() == unknown_size)
        return content;
    auto place = file.location();
    if (auto* document = place.get_if<api::inputDocumentFileLocation>())
        document->file_reference = {};
    else if (auto* photo = place.get_if<api::inputPhotoFileLocation>())
        photo->file_reference = {};
    const auto encoded = tl::encoded(place);
    const auto size = std::to_string(file.size());
    content.name = name_of_content({encoded, bytes_of(size)});
    return content;
}

[[nodiscard]] inline std::size_t parts_of(const download_content& content) {
    constexpr std::int64_t part_size = 512 * 1024;
    return static_cast<std::size_t>((content.size + part_size - 1) / part_size);
}

/// The lock of a file that is not complete; nothing while another download has it.
[[nodiscard]] inline std::optional<awaitgram::detail::file_lock>
lock_of(const std::filesystem::path& part) {
    try {
        return awaitgram::detail::file_lock{part.string(), part.string()};
    } catch (const std::system_error& problem) {
        if (problem.code() != session_errc::in_use)
            throw;
    }
    return std::nullopt;
}

AWAITGRAM_DECL std::optional<partial_file> partial_file::found(
    const std::filesystem::path& path, const download_content& content, bool replaces
) {
    constexpr std::int64_t part_size = 512 * 1024;
    auto part = with_ending(path, ".part");
    auto notes_path = with_ending(part, ".state");
    const auto both_are_there = [&] { return is_own_file(part) && is_own_file(notes_path); };
    if (!both_are_there())
        return std::nullopt;
    auto lock = lock_of(part);
    if (!lock || !both_are_there()) // another download may have completed it meanwhile
        return std::nullopt;
    const auto bytes = read_small_file(notes_path); // after the lock, so that nobody writes it
    auto state = bytes ? transfer_state::from(*bytes) : std::nullopt;
    const auto same =
        state && state->content == content.name && state->parts.count() == parts_of(content);
    if (!same && !replaces)
        return std::nullopt;
    if (!same) {
        std::filesystem::resize_file(part, 0);
        state.emplace();
        state->content = content.name;
        state->parts = part_set{parts_of(content)};
    }
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(part));
    if (size > content.size)
        std::filesystem::resize_file(part, static_cast<std::uintmax_t>(content.size));
    for (std::size_t each = 0; each < state->parts.count(); ++each)
        if (size < std::min(content.size, static_cast<std::int64_t>(each + 1) * part_size))
            state->parts.remove(each);
    partial_file file{path, std::move(part)};
    file.kept_ =
        std::make_unique<notes>(notes{std::move(notes_path), *std::move(state), *std::move(lock)});
    file.kept_->save();
    return file;
}

/// Of a file that was made anew.
AWAITGRAM_DECL void partial_file::begin_notes(const download_content& content) {
    auto lock = lock_of(part_);
    if (!lock)
        return;
    transfer_state state;
    state.content = content.name;
    state.parts = part_set{parts_of(content)};
    kept_ = std::make_unique<notes>(notes{
        with_ending(part_, ".state"), std::move(state), *std::move(lock)});
    kept_->save();
}

AWAITGRAM_DECL partial_file
partial_file::kept(std::filesystem::path path, const download_content& content) {
    if (content.name.empty())
        return partial_file{std::move(path)};
    if (auto left = found(path, content, true))
        return *std::move(left);
    partial_file file{std::move(path)};
    // Under another name, because this one is taken, nobody would look for it.
    if (file.part_ == with_ending(file.path_, ".part"))
        file.begin_notes(content);
    return file;
}

AWAITGRAM_DECL std::optional<partial_file>
partial_file::kept_if_free(std::filesystem::path path, const download_content& content) {
    if (content.name.empty())
        return if_free(std::move(path));
    if (std::filesystem::exists(path))
        return std::nullopt;
    if (auto left = found(path, content, false))
        return left;
    auto file = if_free(std::move(path));
    if (file)
        file->begin_notes(content);
    return file;
}

AWAITGRAM_DECL partial_file::partial_file(partial_file&& other) noexcept
    : path_(std::move(other.path_)), part_(std::exchange(other.part_, {})),
      kept_(std::move(other.kept_)) {}

AWAITGRAM_DECL partial_file::~partial_file() {
    std::error_code ignored;
    if (part_.empty() || (kept_ && kept_->state.parts.done() != 0))
        return;
    std::filesystem::remove(part_, ignored);
    if (kept_)
        std::filesystem::remove(kept_->path, ignored);
}

AWAITGRAM_DECL const part_set& partial_file::parts() const noexcept {
    return kept_->state.parts;
}

AWAITGRAM_DECL void partial_file::note(std::size_t part) {
    if (kept_->state.parts.add(part))
        kept_->save();
}

AWAITGRAM_DECL void partial_file::forget(std::size_t part) {
    kept_->state.parts.remove(part);
    kept_->save();
}

AWAITGRAM_DECL void partial_file::complete() {
    std::filesystem::rename(part_, path_);
    part_.clear();
    if (!kept_)
        return;
    std::error_code ignored;
    std::filesystem::remove(kept_->path, ignored);
}

} // namespace awaitgram::files::detail
