// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/offload.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/files/detail/partial_file.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/media/file_location.hpp>
#include <awaitgram/media/photo_sizes.hpp>
#include <awaitgram/media/safe_file_name.hpp>
#include <awaitgram/media/stripped_jpeg.hpp>
#include <awaitgram/methods/detail/media_file.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/detail/sticker_sets.hpp>
#include <awaitgram/methods/downloads.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/message.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// Gets a message again because the references to its files have expired.
[[nodiscard]] inline awaitable<message> message_again(message of) {
    auto finding = find(message_chat(of));
    const auto to = co_await std::move(finding);
    std::vector<std::int32_t> ids;
    ids.push_back(of.id());
    auto getting = get_messages_in(of.receiver(), to, std::move(ids));
    const auto found = co_await std::move(getting);
    if (!found.front())
        throw std::system_error(make_error_code(files::errc::lost_file), "its message is deleted");
    co_return *found.front();
}

/// Finds the file of a message again.
[[nodiscard]] inline awaitable<files::remote_file> file_again(message of) {
    auto getting = message_again(std::move(of));
    const auto fresh = co_await std::move(getting);
    co_return file_in(fresh.media()).place;
}

/// Finds a thumbnail of it again.
[[nodiscard]] inline awaitable<files::remote_file> thumbnail_again(message of, std::int32_t side) {
    auto getting = message_again(std::move(of));
    const auto fresh = co_await std::move(getting);
    auto found = thumbnail_of(download_ref{fresh}, side);
    if (!found || !found->place)
        throw std::system_error(make_error_code(files::errc::lost_file));
    co_return *std::move(found->place);
}

/// A file that is downloaded, and how it is found again.
[[nodiscard]] inline media_file file_to_download(const download_ref& file) {
    if (file.empty())
        refuse_no_file();
    switch (file.what()) {
    case download_ref::form::message:
        return file_in(file.as<message>().media());
    case download_ref::form::media:
        return file_in(media_view{&file.as<api::MessageMedia>()});
    case download_ref::form::photo:
        return file_of(file.as<api::photo>());
    case download_ref::form::document:
        return file_of(file.as<api::document>());
    case download_ref::form::id:
        return file_of(file.as<media::file_id>());
    case download_ref::form::place:
        break;
    }
    return media_file{file.as<files::remote_file>()};
}

/// Stickers are found by their sets, other documents not.
[[nodiscard]] inline files::file_finder
finder_of(const self_info* account, const api::document* file) {
    if (file == nullptr || !account->access)
        return {};
    auto set = set_of(*file);
    if (set.empty())
        return {};
    return
        [account, set = std::move(set), id = file->id] { return sticker_again(account, set, id); };
}

[[nodiscard]] inline files::file_finder
finder_of(const self_info* account, const download_ref& file) {
    if (file.what() == download_ref::form::document && !file.empty())
        return finder_of(account, &file.as<api::document>());
    if (file.what() == download_ref::form::media && !file.empty())
        return finder_of(account, files_of(media_view{&file.as<api::MessageMedia>()}).document);
    if (file.what() != download_ref::form::message)
        return {};
    const auto& of = file.as<message>();
    if (of.receiver() == nullptr || !of.receiver()->access || of.id() == 0 || of.scheduled())
        return {};
    return [of] { return file_again(of); };
}

/// A file in a folder that there was none of, or that was kept of the same content: with a number in its name if need be, and a random one where there are many.
///
/// Errors: std::system_error when no file can be made there.
[[nodiscard]] inline files::detail::partial_file free_file(
    const std::filesystem::path& folder,
    const std::string& name,
    const files::detail::download_content& content
) {
    constexpr auto most_counted = 20;
    constexpr auto most = 100;
    const std::filesystem::path wanted{name};
    for (auto tries = 0; tries < most; ++tries) {
        auto numbered = wanted;
        if (tries != 0) {
            const auto random = static_cast<std::uint32_t>(rpc::detail::new_random_id());
            const auto number = tries < most_counted ? static_cast<std::uint32_t>(tries) : random;
            numbered = wanted.stem();
            numbered += " (" + std::to_string(number) + ')';
            numbered += wanted.extension();
        }
        if (auto made = files::detail::partial_file::kept_if_free(folder / numbered, content))
            return *std::move(made);
    }
    throw std::system_error(
        std::make_error_code(std::errc::file_exists), (folder / wanted).string()
    );
}

/// The file that is written: at the path, or in the folder that it names.
[[nodiscard]] inline files::detail::partial_file
made_for(const std::filesystem::path& to, const media_file& file, bool resumes) {
    const auto in_folder = to.empty() || !to.has_filename() || std::filesystem::is_directory(to);
    const auto folder = in_folder ? to : to.parent_path();
    if (!folder.empty())
        std::filesystem::create_directories(folder);
    files::detail::download_content content; // without a name nothing is kept
    if (resumes)
        content = files::detail::content_of(file.place);
    return in_folder ? free_file(folder, file.name(), content)
                     : files::detail::partial_file::kept(to, content);
}

[[nodiscard]] inline awaitable<std::string> download_now(
    const self_info* account,
    media_file file,
    std::string to,
    files::download_options options,
    files::file_finder again
) {
    std::optional<files::detail::partial_file> into;
    unique_function<void()> work = [&into, &to, &file, &options] {
        into.emplace(made_for(std::filesystem::path{to}, file, options.resume));
    };
    co_await on_disk_thread(std::move(work));
    auto path = into->path().string();
    auto loading = files::detail::download_into(
        *account->access.calls, std::move(file.place), *std::move(into), options, std::move(again)
    );
    co_await std::move(loading);
    co_return path;
}

[[nodiscard]] inline awaitable<byte_buffer> download_bytes_now(
    const self_info* account,
    media_file file,
    std::size_t most,
    files::download_options options,
    files::file_finder again
) {
    auto loading = files::download_bytes(
        *account->access.calls, std::move(file.place), most, options, std::move(again)
    );
    co_return co_await std::move(loading);
}

/// The same for a thumbnail.
[[nodiscard]] inline files::file_finder
thumbnail_finder_of(const download_ref& file, std::int32_t side) {
    if (file.what() != download_ref::form::message || !finder_of(nullptr, file))
        return {};
    return [of = file.as<message>(), side] { return thumbnail_again(of, side); };
}

[[nodiscard]] inline awaitable<std::optional<byte_buffer>> download_thumbnail_now(
    const self_info* account, std::optional<media_thumbnail> found, files::file_finder again
) {
    if (!found)
        co_return std::nullopt;
    if (!found->place)
        co_return std::move(found->content);
    constexpr std::size_t most = 4 * 1024 * 1024;
    files::download_options options;
    auto loading = files::download_bytes(
        *account->access.calls, *std::move(found->place), most, options, std::move(again)
    );
    co_return co_await std::move(loading);
}

/// Reads everything that the caller owns, then downloads.
[[nodiscard]] inline awaitable<std::string> download_file(
    const self_info* account,
    const download_ref& file,
    const path_ref& to,
    const files::download_options& options
) {
    return download_now(
        account, file_to_download(file), std::string{to.text()}, options, finder_of(account, file)
    );
}

[[nodiscard]] inline awaitable<byte_buffer> download_file_bytes(
    const self_info* account,
    const download_ref& file,
    std::size_t most,
    const files::download_options& options
) {
    return download_bytes_now(
        account, file_to_download(file), most, options, finder_of(account, file)
    );
}

} // namespace awaitgram::detail
