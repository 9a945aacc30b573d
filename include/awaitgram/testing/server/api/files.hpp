// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/sticker_sets.hpp>
#include <awaitgram/testing/server/api/stored_files.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Files in parts: from the client and to it.

namespace awaitgram::testing {

/// Takes a part of a file; `total` is as in `upload::add`.
[[nodiscard]] inline api_reply save_part(
    api_call& call,
    std::int64_t file,
    std::int32_t number,
    std::int32_t total,
    bool big,
    byte_view bytes
) {
    const auto most = most_parts(*call.self);
    if (big && (total == 0 || total < -1 || total > most))
        return refuse(400, "FILE_PARTS_INVALID");
    const auto end = bytes.empty() && number == total; // of a file of unknown size
    if (number < 0 || number >= most + end || (total > 0 && number >= total + end))
        return refuse(400, "FILE_PART_INVALID");
    if (bytes.size() > largest_part)
        return refuse(400, "FILE_PART_TOO_BIG");
    if (auto slow = call.accounts.files().speed().refusal(*call.self, bytes.size(), call.now))
        return refuse(420, *slow);
    auto& store = call.accounts.files().incoming();
    auto& sent = store.open(call.self->id, dc_of_call(call), file, big, unix_seconds(call.now));
    if (sent.is_big() != big)
        return refuse(400, "FILE_PART_INVALID");
    if (const auto* problem = sent.add(number, total, bytes))
        return refuse(400, problem);
    store.make_room(sent);
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::upload::saveFilePart& query) {
    return save_part(call, query.file_id, query.file_part, 0, false, query.bytes);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::upload::saveBigFilePart& query) {
    return save_part(
        call, query.file_id, query.file_part, query.file_total_parts, true, query.bytes
    );
}

/// The part of a file that a location names.
struct located_bytes {
    const stored_file* file{};
    shared_bytes bytes{};
};

/// The size with this letter; nothing when there is none.
[[nodiscard]] inline shared_bytes bytes_of_size(const stored_file& file, std::string_view letter) {
    for (const auto& each : file.sizes)
        if (each.letter == letter)
            return each.bytes;
    return nullptr;
}

/// The photo of a profile or chat.
[[nodiscard]] inline result<located_bytes, api_refusal>
locate_peer_photo(const api_call& call, const api::inputPeerPhotoFileLocation& location) {
    const auto of = place_named(call, location.peer);
    if (!of)
        return failure{of.error()};
    const auto& photos = of->user != nullptr ? of->user->photos : of->room->photos;
    const auto* file = call.accounts.files().find(location.photo_id);
    if (file == nullptr || std::find(photos.begin(), photos.end(), file->id) == photos.end())
        return refuse(400, "LOCATION_INVALID");
    return located_bytes{file, location.big ? file->sizes.back().bytes : file->sizes.front().bytes};
}

[[nodiscard]] inline result<located_bytes, api_refusal>
locate(const api_call& call, const api::InputFileLocation& input) {
    if (const auto* of_peer = input.get_if<api::inputPeerPhotoFileLocation>())
        return locate_peer_photo(call, *of_peer);
    if (const auto* photo = input.get_if<api::inputPhotoFileLocation>()) {
        const auto file = stored_named(call, *photo, "LOCATION_INVALID");
        if (!file)
            return failure{file.error()};
        auto bytes = bytes_of_size(**file, photo->thumb_size);
        if (!bytes)
            return refuse(400, "LOCATION_INVALID");
        return located_bytes{*file, std::move(bytes)};
    }
    if (const auto* document = input.get_if<api::inputDocumentFileLocation>()) {
        const auto file = stored_named(call, *document, "LOCATION_INVALID");
        if (!file)
            return failure{file.error()};
        auto bytes = document->thumb_size.empty() ? (*file)->bytes
                                                  : bytes_of_size(**file, document->thumb_size);
        if (!bytes)
            return refuse(400, "LOCATION_INVALID");
        return located_bytes{*file, std::move(bytes)};
    }
    if (const auto* thumb = input.get_if<api::inputStickerSetThumb>()) {
        const auto* set = set_named(call, thumb->stickerset);
        const auto current = set != nullptr && thumb->thumb_version == set->thumb_version;
        const auto* file = current ? call.accounts.files().find(set->thumb) : nullptr;
        if (file == nullptr)
            return refuse(400, "LOCATION_INVALID");
        return located_bytes{file, file->bytes};
    }
    return refuse(400, "LOCATION_INVALID");
}

/// The refusal of a range of bytes that may not be asked for at once.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_range(std::int64_t offset, std::int32_t limit, bool precise) {
    constexpr std::int64_t window = 1024 * 1024;
    const std::int64_t unit = precise ? 1024 : 4096;
    if (offset < 0 || offset % unit != 0)
        return refuse(400, "OFFSET_INVALID");
    if (limit <= 0 || limit > window || limit % unit != 0 || (!precise && window % limit != 0) ||
        offset / window != (offset + limit - 1) / window)
        return refuse(400, "LIMIT_INVALID");
    return std::nullopt;
}

[[nodiscard]] inline api::storage::FileType type_of(const stored_file& file) {
    if (file.mime == "image/jpeg")
        return api::storage::fileJpeg{};
    if (file.mime == "image/png")
        return api::storage::filePng{};
    if (file.mime == "image/gif")
        return api::storage::fileGif{};
    if (file.mime == "image/webp")
        return api::storage::fileWebp{};
    if (file.mime == "audio/mpeg")
        return api::storage::fileMp3{};
    if (file.mime == "video/mp4")
        return api::storage::fileMp4{};
    return api::storage::fileUnknown{};
}

/// The bytes of a range, which may begin behind the end.
[[nodiscard]] inline byte_view
part_of(const byte_buffer& bytes, std::int64_t offset, std::int64_t limit) {
    const auto size = static_cast<std::int64_t>(bytes.size());
    const auto begin = std::min(offset, size);
    return byte_view{bytes}.subspan(
        static_cast<std::size_t>(begin), static_cast<std::size_t>(std::min(limit, size - begin))
    );
}

/// The refusal of a file that lives at another data centre than the one that was asked.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_dc(const api_call& call, const stored_file& file) {
    if (!call.dcs.several() || file.dc == dc_of_call(call))
        return std::nullopt;
    return refuse(303, "FILE_MIGRATE_" + std::to_string(file.dc));
}

/// Defined in api/cdn.hpp.
[[nodiscard]] inline std::optional<api_reply>
redirected(const api_call& call, const api::upload::getFile& query, const located_bytes& found);

[[nodiscard]] inline api_reply handle(api_call& call, const api::upload::getFile& query) {
    if (auto refused = refusal_of_range(query.offset, query.limit, query.precise))
        return *std::move(refused);
    const auto found = locate(call, query.location);
    if (!found)
        return failure{found.error()};
    if (auto refused = refusal_of_dc(call, *found->file))
        return *std::move(refused);
    if (auto elsewhere = redirected(call, query, *found))
        return *std::move(elsewhere);
    const auto bytes = part_of(*found->bytes, query.offset, query.limit);
    if (auto slow = call.accounts.files().speed().refusal(*call.self, bytes.size(), call.now))
        return refuse(420, *slow);
    api::upload::file part;
    part.type = type_of(*found->file);
    part.mtime = found->file->date;
    part.bytes = tl::bytes{bytes};
    return answer(api::upload::File{std::move(part)});
}

/// The hashes of up to sixteen parts of a file, from the one that holds the byte at `offset` on.
[[nodiscard]] inline tl::vector<api::fileHash>
hashes_of(const byte_buffer& bytes, std::int64_t offset) {
    constexpr std::int64_t part = 128 * 1024;
    constexpr std::size_t most = 16;
    tl::vector<api::fileHash> hashes;
    for (auto at = offset / part * part;
         at < static_cast<std::int64_t>(bytes.size()) && hashes.size() != most;
         at += part) {
        const auto covered = part_of(bytes, at, part);
        api::fileHash hash;
        hash.offset = at;
        hash.limit = static_cast<std::int32_t>(covered.size());
        hash.hash = tl::bytes{byte_view{crypto::sha256({covered})}};
        hashes.push_back(std::move(hash));
    }
    return hashes;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::upload::getFileHashes& query) {
    if (query.offset < 0)
        return refuse(400, "OFFSET_INVALID");
    const auto found = locate(call, query.location);
    if (!found)
        return failure{found.error()};
    if (auto refused = refusal_of_dc(call, *found->file))
        return *std::move(refused);
    return answer(hashes_of(*found->bytes, query.offset));
}

} // namespace awaitgram::testing
