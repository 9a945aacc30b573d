// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/part_set.hpp>
#include <awaitgram/rpc/invoker.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace awaitgram::files::detail {

/// What tells a file from all others, whatever its reference is.
struct download_content {
    /// Empty when its size is not known: then nothing of it is kept.
    std::string name{};
    std::int64_t size = 0;
};

[[nodiscard]] download_content content_of(const remote_file& file);

/// A file that has another name, which ends with ".part", until it is complete. It was made here: no other download writes to it. Removed
/// unless it was completed, or is kept.
class partial_file {
public:
    /// Beside the path that it gets at the end, in the place of what is there then.
    ///
    /// Errors: std::system_error when it cannot be made.
    explicit partial_file(std::filesystem::path path);

    /// The same unless there is a file of this path, or one that is not complete.
    ///
    /// Errors: std::system_error when it cannot be made.
    [[nodiscard]] static std::optional<partial_file> if_free(std::filesystem::path path);

    /// As the constructor, but what an earlier download has left of the same content is continued, and of another content replaced; it is
    /// kept in turn, with a file beside it, whose name ends with ".state", that says which parts are there.
    [[nodiscard]] static partial_file
    kept(std::filesystem::path path, const download_content& content);

    /// As `if_free`, but what an earlier download has left of the same content is continued.
    [[nodiscard]] static std::optional<partial_file>
    kept_if_free(std::filesystem::path path, const download_content& content);

    partial_file(partial_file&& other) noexcept;
    partial_file& operator=(partial_file&&) = delete;
    ~partial_file();

    /// The path that it gets at the end.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    /// Where it is until then.
    [[nodiscard]] const std::filesystem::path& part() const noexcept { return part_; }

    [[nodiscard]] bool is_kept() const noexcept { return kept_ != nullptr; }
    /// The parts that are there, of a file that is kept.
    [[nodiscard]] const part_set& parts() const noexcept;
    /// Notes that a part is written, or is not what it should be.
    ///
    /// Errors: std::system_error when the note cannot be written.
    void note(std::size_t part);
    void forget(std::size_t part);

    /// Errors: std::filesystem::filesystem_error when it cannot be renamed.
    void complete();

private:
    struct notes;

    partial_file(std::filesystem::path path, std::filesystem::path part) noexcept;

    /// What is left of the same content, or of any when `replaces`; nothing when another download writes there.
    [[nodiscard]] static std::optional<partial_file>
    found(const std::filesystem::path& path, const download_content& content, bool replaces);
    void begin_notes(const download_content& content);

    std::filesystem::path path_;
    /// Empty once it is complete.
    std::filesystem::path part_;
    std::unique_ptr<notes> kept_;
};

/// Downloads into a file that was made for it.
[[nodiscard]] awaitable<void> download_into(
    rpc::invoker& calls,
    remote_file file,
    partial_file into,
    download_options options,
    file_finder again
);

/// The same for a file that is kept.
[[nodiscard]] awaitable<void> continue_into(
    rpc::invoker& calls,
    remote_file file,
    partial_file into,
    download_options options,
    file_finder again
);

} // namespace awaitgram::files::detail
