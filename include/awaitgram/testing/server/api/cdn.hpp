// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/crypto/aes_ctr.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/files.hpp>
#include <awaitgram/testing/server/world/cdn.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

// The data centre for public files: it has a key of its own and knows no logins, and its files are encrypted.

namespace awaitgram::testing {

/// The data centre for public files; null when there is none.
[[nodiscard]] inline const data_centre* cdn_of(const api_call& call) {
    for (const auto& each : call.dcs.all())
        if (each.cdn)
            return &each;
    return nullptr;
}

/// Whether a call was made at the data centre for public files.
[[nodiscard]] inline bool at_cdn(const api_call& call) {
    const auto* here = call.dcs.find(call.login.dc_of_key);
    return here != nullptr && here->cdn;
}

/// The refusal of a call that this data centre does not carry out: that for public files does one thing alone, which others do not.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_at_cdn(const api_call& call, std::uint32_t method) {
    const auto fetches = method == api::upload::getCdnFile::tl_id;
    if (at_cdn(call) && !fetches)
        return refuse(400, "CDN_METHOD_INVALID");
    return !at_cdn(call) && fetches ? std::optional{refuse(400, "METHOD_INVALID")} : std::nullopt;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::help::getCdnConfig&) {
    api::cdnConfig config;
    if (const auto* cdn = cdn_of(call)) {
        api::cdnPublicKey key;
        key.dc_id = cdn->id;
        key.public_key = tl::string{call.dcs.cdn_key()};
        config.public_keys.push_back(std::move(key));
    }
    return answer(config);
}

/// The hashes that clients get of a file that may be fetched from the data centre for public files.
[[nodiscard]] inline tl::vector<api::fileHash>
cdn_hashes(const api_call& call, const stored_file& file, std::int64_t offset) {
    return call.accounts.cdn().lie == cdn_lie::missing_hashes ? tl::vector<api::fileHash>{}
                                                              : hashes_of(*file.bytes, offset);
}

/// The redirection to the data centre for public files; nothing when a file is not there, or the client cannot follow.
[[nodiscard]] inline std::optional<api_reply>
redirected(const api_call& call, const api::upload::getFile& query, const located_bytes& found) {
    const auto* cdn = cdn_of(call);
    const auto token = call.accounts.cdn().token_of(found.file->id);
    if (!query.cdn_supported || cdn == nullptr || token.empty() || found.bytes != found.file->bytes)
        return std::nullopt;
    const auto& copy = *call.accounts.cdn().find(token);
    api::upload::fileCdnRedirect redirect;
    redirect.dc_id = cdn->id;
    redirect.file_token = tl::bytes{*from_hex(token)};
    redirect.encryption_key = tl::bytes{byte_view{copy.key}};
    redirect.encryption_iv = tl::bytes{byte_view{copy.iv}};
    if (call.accounts.cdn().lie != cdn_lie::late_hashes)
        redirect.file_hashes = cdn_hashes(call, *found.file, query.offset);
    return answer(api::upload::File{std::move(redirect)});
}

/// The bytes from an offset on, as they are encrypted.
///
/// Shape: AES-256 in counter mode; the last four bytes of the counter are the number of the block, big-endian.
[[nodiscard]] inline byte_buffer
encrypted_for_cdn(const cdn_file& copy, byte_view plain, std::int64_t offset) {
    std::array<std::uint8_t, 32> key{};
    std::array<std::uint8_t, 16> counter{};
    std::copy(copy.key.begin(), copy.key.end(), key.begin());
    std::copy(copy.iv.begin(), copy.iv.end(), counter.begin());
    const auto block = static_cast<std::uint32_t>(offset / 16);
    for (std::size_t at = 0; at != 4; ++at)
        counter[15 - at] = static_cast<std::uint8_t>(block >> (8 * at));
    byte_buffer bytes{plain.begin(), plain.end()};
    crypto::aes_ctr{key, counter}.apply(bytes);
    return bytes;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::upload::getCdnFile& query) {
    auto& cdn = call.accounts.cdn();
    if (auto refused = refusal_of_range(query.offset, query.limit, false))
        return *std::move(refused);
    auto* copy = cdn.find(to_hex(query.file_token));
    if (copy == nullptr)
        return refuse(400, "FILE_TOKEN_INVALID");
    if (cdn.lie == cdn_lie::endless_reupload && copy->request.empty())
        copy->request = call.accounts.unique_text();
    if (!copy->request.empty()) {
        api::upload::cdnFileReuploadNeeded needed;
        needed.request_token = tl::bytes{*from_hex(copy->request)};
        return answer(api::upload::CdnFile{std::move(needed)});
    }
    const auto& file = *call.accounts.files().find(copy->file);
    auto bytes =
        encrypted_for_cdn(*copy, part_of(*file.bytes, query.offset, query.limit), query.offset);
    if (cdn.lie == cdn_lie::flipped_bit && !bytes.empty())
        bytes[bytes.size() / 2] ^= 1;
    if (cdn.lie == cdn_lie::shorter && !bytes.empty())
        bytes.pop_back();
    api::upload::cdnFile part;
    part.bytes = tl::bytes{byte_view{bytes}};
    return answer(api::upload::CdnFile{std::move(part)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::upload::reuploadCdnFile& query) {
    auto* copy = call.accounts.cdn().find(to_hex(query.file_token));
    if (copy == nullptr)
        return refuse(400, "FILE_TOKEN_INVALID");
    if (copy->request.empty() || copy->request != to_hex(query.request_token))
        return refuse(400, "REQUEST_TOKEN_INVALID");
    copy->request.clear();
    return answer(cdn_hashes(call, *call.accounts.files().find(copy->file), 0));
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::upload::getCdnFileHashes& query) {
    const auto* copy = call.accounts.cdn().find(to_hex(query.file_token));
    if (copy == nullptr)
        return refuse(400, "FILE_TOKEN_INVALID");
    if (query.offset < 0)
        return refuse(400, "OFFSET_INVALID");
    return answer(cdn_hashes(call, *call.accounts.files().find(copy->file), query.offset));
}

} // namespace awaitgram::testing
