// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/rpc/invoker.hpp>

#include <filesystem>
#include <optional>

namespace awaitgram::files::detail {

/// A file that has another name, which ends with ".part", until it is complete. It was made here: no other download writes to it. Removed
/// unless it was completed.
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

    partial_file(partial_file&& other) noexcept;
    partial_file& operator=(partial_file&&) = delete;
    ~partial_file();

    /// The path that it gets at the end.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    /// Where it is until then.
    [[nodiscard]] const std::filesystem::path& part() const noexcept { return part_; }

    /// Errors: std::filesystem::filesystem_error when it cannot be renamed.
    void complete();

private:
    partial_file(std::filesystem::path path, std::filesystem::path part) noexcept;

    std::filesystem::path path_;
    /// Empty once it is complete.
    std::filesystem::path part_;
};

/// Downloads into a file that was made for it.
[[nodiscard]] awaitable<void> download_into(
    rpc::invoker& calls,
    remote_file file,
    partial_file into,
    download_options options,
    file_finder again
);

} // namespace awaitgram::files::detail
