// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/help.hpp>
#include <awaitgram/testing/server/crypto/md5.hpp>
#include <awaitgram/testing/server/world/file_view.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// From the parts that a client has sent to a stored file, and from an input to a file that is stored.

namespace awaitgram::testing {

/// The most parts of a file.
[[nodiscard]] inline std::int32_t most_parts(const account& of) {
    return of.premium ? 8000 : 4000;
}

/// The data centre where the caller's calls are carried out, and its uploads are kept.
[[nodiscard]] inline std::int32_t dc_of_call(const api_call& call) {
    return call.login.dc_of_key != 0 || !call.dcs.several() ? dc_for(call)
                                                            : call.dcs.home_of(call.self);
}

/// The data centre where a new file is kept.
[[nodiscard]] inline std::int32_t dc_of_new_file(const api_call& call) {
    return call.accounts.files().home().value_or(call.options.files_dc.value_or(dc_of_call(call)));
}

/// A file that a client has sent.
struct sent_file {
    shared_bytes bytes{};
    std::string name{};
};

/// Puts together the parts that a client has sent.
[[nodiscard]] inline result<sent_file, api_refusal>
take_sent(api_call& call, const api::InputFile& input) {
    const auto* small = input.get_if<api::inputFile>();
    const auto* big = input.get_if<api::inputFileBig>();
    if (small == nullptr && big == nullptr)
        return refuse(400, "FIELD_NOT_SUPPORTED_file");
    const auto id = small != nullptr ? small->id : big->id;
    const auto parts = small != nullptr ? small->parts : big->parts;
    if (parts <= 0 || parts > most_parts(*call.self))
        return refuse(400, "FILE_PARTS_INVALID");
    const auto* sent = call.accounts.files().incoming().find(call.self->id, dc_of_call(call), id);
    if (sent == nullptr)
        return refuse(400, "FILE_PART_0_MISSING");
    if (sent->is_big() != (big != nullptr) || (sent->is_big() && sent->total() != parts) ||
        (!sent->parts().empty() && sent->parts().rbegin()->first >= parts))
        return refuse(400, "FILE_PARTS_INVALID");
    auto bytes = std::make_shared<byte_buffer>();
    bytes->reserve(sent->held());
    std::int32_t next = 0;
    for (const auto& [number, part] : sent->parts()) {
        if (number != next)
            break;
        append(*bytes, part);
        ++next;
    }
    if (next != parts)
        return refuse(400, "FILE_PART_" + std::to_string(next) + "_MISSING");
    if (small != nullptr && !small->md5_checksum.empty() &&
        small->md5_checksum.view() != to_hex(md5(*bytes)))
        return refuse(400, "MD5_CHECKSUM_INVALID");
    sent_file file;
    file.bytes = std::move(bytes);
    file.name = small != nullptr ? small->name.str() : big->name.str();
    return file;
}

/// The width and height of a picture.
struct picture_size {
    std::int32_t width{};
    std::int32_t height{};
};

/// The size of a picture; 800 by 600 for one whose header is cut, and nothing for bytes that are none.
[[nodiscard]] inline std::optional<picture_size> size_of_picture(byte_view bytes) {
    const auto starts = [bytes](std::string_view with) {
        return bytes.size() >= with.size() &&
               std::equal(with.begin(), with.end(), bytes.begin(), [](char a, std::uint8_t b) {
                   return static_cast<std::uint8_t>(a) == b;
               });
    };
    const auto big_endian = [bytes](std::size_t at, std::size_t size) {
        std::int32_t value = 0;
        for (std::size_t each = 0; each != size; ++each)
            value = (value << 8) | bytes[at + each];
        return value;
    };
    constexpr picture_size unknown{800, 600};
    if (starts("\x89PNG"))
        return bytes.size() < 24 || bytes[16] > 0x7f || bytes[20] > 0x7f
                   ? unknown
                   : picture_size{big_endian(16, 4), big_endian(20, 4)};
    if (starts("GIF8") || starts("RIFF"))
        return unknown;
    if (!starts("\xff\xd8\xff"))
        return std::nullopt;
    for (std::size_t at = 2; at + 9 <= bytes.size() && bytes[at] == 0xff;) {
        const auto marker = bytes[at + 1];
        if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
            return picture_size{big_endian(at + 7, 2), big_endian(at + 5, 2)};
        at += 2 + static_cast<std::size_t>(big_endian(at + 2, 2));
    }
    return unknown;
}

/// A picture that fits into a square; its bytes are made up, but for the picture itself.
[[nodiscard]] inline stored_size
scaled(const shared_bytes& bytes, picture_size from, std::string letter, std::int32_t box) {
    const auto longer = std::max(from.width, from.height);
    const auto side = [&](std::int32_t length) {
        const auto scaled = std::int64_t{length} * box / longer;
        return static_cast<std::int32_t>(std::max<std::int64_t>(scaled, 1));
    };
    stored_size size;
    size.letter = std::move(letter);
    if (longer <= box) {
        size.width = from.width;
        size.height = from.height;
        size.bytes = bytes;
        return size;
    }
    size.width = side(from.width);
    size.height = side(from.height);
    const auto share =
        bytes->size() * static_cast<std::size_t>(box) / static_cast<std::size_t>(longer) / 2;
    size.bytes = std::make_shared<byte_buffer>(
        bytes->begin(),
        bytes->begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(share, 1))
    );
    return size;
}

/// Stores a photo in the sizes that Telegram makes of it: for messages, or for profiles and chats, whose photos are squares.
[[nodiscard]] inline result<const stored_file*, api_refusal>
store_photo(api_call& call, const sent_file& sent, bool of_profile) {
    constexpr std::size_t largest = 10 * 1024 * 1024;
    if (sent.name.rfind('.') == std::string::npos)
        return refuse(400, "PHOTO_EXT_INVALID");
    if (sent.bytes->size() > largest)
        return refuse(400, "PHOTO_SAVE_FILE_INVALID");
    const auto size = size_of_picture(*sent.bytes);
    if (!size)
        return refuse(400, "IMAGE_PROCESS_FAILED");
    const auto longer = std::max(size->width, size->height);
    const auto shorter = std::min(size->width, size->height);
    if (shorter <= 0 || longer > 10'000 - shorter || longer / shorter > 20)
        return refuse(400, "PHOTO_INVALID_DIMENSIONS");
    if (of_profile && shorter < 160)
        return refuse(400, "PHOTO_CROP_SIZE_SMALL");
    stored_file file;
    file.photo = true;
    file.dc = dc_of_new_file(call);
    file.date = call.date();
    file.mime = "image/jpeg";
    if (of_profile) {
        file.sizes.push_back(scaled(sent.bytes, {shorter, shorter}, "a", 160));
        if (shorter > 320)
            file.sizes.push_back(scaled(sent.bytes, {shorter, shorter}, "b", 320));
        auto whole = scaled(sent.bytes, {640, 640}, "c", 640);
        file.sizes.push_back(std::move(whole));
    } else {
        for (const auto& [letter, box] :
             {std::pair{"s", 100}, {"m", 320}, {"x", 800}, {"y", 1280}, {"w", 10'000}}) {
            file.sizes.push_back(scaled(sent.bytes, *size, letter, box));
            if (longer <= box)
                break;
        }
    }
    return &call.accounts.files().add(std::move(file));
}

/// The refusal of a reference; `place` is between the words of its name, such as "2_" for the third file of an album.
[[nodiscard]] inline std::optional<failure<api_refusal>> refusal_of_reference(
    const api_call& call,
    const stored_file& file,
    byte_view reference,
    const std::string& place = ""
) {
    switch (call.accounts.files().check(call.self->id, file, reference)) {
    case reference_state::empty:
        return refuse(400, "FILE_REFERENCE_" + place + "EMPTY");
    case reference_state::expired:
        return refuse(400, "FILE_REFERENCE_" + place + "EXPIRED");
    case reference_state::invalid:
        return refuse(400, "FILE_REFERENCE_" + place + "INVALID");
    case reference_state::valid:
        break;
    }
    return std::nullopt;
}

/// The photo or document that an input names; `missing` is the refusal when there is none.
template <class Input>
[[nodiscard]] result<const stored_file*, api_refusal> stored_named(
    const api_call& call, const Input& input, const char* missing, const std::string& place = ""
) {
    constexpr auto photo = std::is_same_v<Input, api::inputPhoto> ||
                           std::is_same_v<Input, api::inputPhotoFileLocation>;
    const auto* file = call.accounts.files().find(input.id);
    if (file == nullptr || file->photo != photo ||
        input.access_hash != call.accounts.access_hash(call.self->id, file->id))
        return refuse(400, missing);
    if (auto refused = refusal_of_reference(call, *file, input.file_reference, place))
        return *std::move(refused);
    return file;
}

} // namespace awaitgram::testing
