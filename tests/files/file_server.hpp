// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/tl/codec.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::tests::transfers {

/// Bytes that are different everywhere.
inline byte_buffer some_bytes(std::size_t size) {
    byte_buffer bytes(size);
    std::uint32_t state = 1;
    for (auto& each : bytes) {
        state = state * 1664525 + 1013904223;
        each = static_cast<std::uint8_t>(state >> 24);
    }
    return bytes;
}

/// Stores one file for downloads, and those that are uploaded.
class file_server final : public rpc::invoker {
public:
    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        ++under_way;
        most_under_way = std::max(most_under_way, under_way);
        calls.push_back(options);
        struct leaving {
            int& count;
            ~leaving() { --count; }
        };
        const leaving scope{under_way};
        co_await pause(latency);
        if (!troubles.empty()) {
            const auto trouble = troubles.front();
            troubles.pop_front();
            if (trouble)
                co_return trouble(sent);
        }
        co_return serve(sent);
    }

    rpc::answer serve(const rpc::request& sent) {
        const auto id = load_le<std::uint32_t>(sent.body().bytes().data());
        if (id == api::upload::getFile::tl_id) {
            const auto request = tl::decode<api::upload::getFile>(sent.body());
            return part_of(**request);
        }
        if (id == api::upload::getFileHashes::tl_id) {
            const auto request = tl::decode<api::upload::getFileHashes>(sent.body());
            return hashes_from((*request)->offset);
        }
        if (id == api::upload::saveFilePart::tl_id) {
            const auto request = tl::decode<api::upload::saveFilePart>(sent.body());
            const auto& part = **request;
            return store(part.file_id, part.file_part, part.bytes.view());
        }
        const auto request = tl::decode<api::upload::saveBigFilePart>(sent.body());
        const auto& part = **request;
        total = part.file_total_parts;
        totals.push_back(total);
        return store(part.file_id, part.file_part, part.bytes.view());
    }

    /// The uploaded file.
    [[nodiscard]] byte_buffer uploaded(std::int64_t id) const {
        byte_buffer all;
        std::int32_t expected = 0;
        for (const auto& [number, bytes] : stored.at(id)) {
            CHECK(number == expected++);
            all.insert(all.end(), bytes.begin(), bytes.end());
        }
        return all;
    }

    byte_buffer content{};
    /// By which the file can be had.
    std::string reference = "fresh";
    std::deque<std::function<rpc::answer(const rpc::request&)>> troubles{};
    std::map<std::int64_t, std::map<std::int32_t, byte_buffer>> stored{};
    std::vector<rpc::call_options> calls{};
    monotonic_clock::duration latency = std::chrono::milliseconds{10};
    std::int32_t total = 0;
    /// What every big part said, in the order of the parts that were taken.
    std::vector<std::int32_t> totals{};
    /// The ranges that were asked for.
    std::vector<std::pair<std::int64_t, std::int32_t>> ranges{};
    /// Whether it tells the hashes of the file, and how often it was asked.
    bool has_hashes = true;
    int hash_requests = 0;
    /// Whether nothing may be asked for where the file ends.
    bool refuses_the_end = false;
    std::size_t most_hashes = 16;
    /// Where its hashes end.
    std::size_t hashed_to = std::size_t{1} << 40;
    int under_way = 0;
    int most_under_way = 0;

private:
    rpc::answer hashes_from(std::int64_t offset) {
        constexpr std::size_t length = std::size_t{128} * 1024;
        ++hash_requests;
        if (!has_hashes)
            return failure{rpc_error{400, "LOCATION_INVALID"}};
        tl::vector<api::fileHash> hashes;
        for (auto at = static_cast<std::size_t>(offset) / length * length;
             at < content.size() && hashes.size() != most_hashes;
             at += length) {
            if (at >= hashed_to)
                break;
            const auto bytes =
                byte_view{content}.subspan(at, std::min(length, content.size() - at));
            api::fileHash hash;
            hash.offset = static_cast<std::int64_t>(at);
            hash.limit = static_cast<std::int32_t>(bytes.size());
            hash.hash = tl::bytes{byte_view{crypto::sha256({bytes})}};
            hashes.push_back(std::move(hash));
        }
        return tl::frame{tl::encoded(hashes)};
    }

    rpc::answer part_of(const api::upload::getFile& request) {
        const auto* place = request.location.get_if<api::inputDocumentFileLocation>();
        if (place == nullptr)
            return failure{rpc_error{400, "LOCATION_INVALID"}};
        if (bytes_of(reference).size() != place->file_reference.size() ||
            place->file_reference != tl::bytes{std::string_view{reference}})
            return failure{rpc_error{400, "FILE_REFERENCE_EXPIRED"}};
        ranges.emplace_back(request.offset, request.limit);
        if (refuses_the_end && request.offset >= static_cast<std::int64_t>(content.size()))
            return failure{rpc_error{400, "OFFSET_INVALID"}};
        if (request.offset % 4096 != 0 || request.limit % 4096 != 0 ||
            1024 * 1024 % request.limit != 0 || request.offset % request.limit != 0)
            return failure{rpc_error{400, "LIMIT_INVALID"}};
        const auto from = std::min(static_cast<std::size_t>(request.offset), content.size());
        const auto size = std::min(static_cast<std::size_t>(request.limit), content.size() - from);
        api::upload::file file;
        file.type = api::storage::fileUnknown{};
        file.bytes = tl::bytes{byte_view{content}.subspan(from, size)};
        return tl::frame{tl::encoded(api::upload::File{std::move(file)})};
    }

    rpc::answer store(std::int64_t id, std::int32_t part, byte_view bytes) {
        stored[id][part].assign(bytes.begin(), bytes.end());
        return tl::frame{tl::encoded(true)};
    }
};

inline files::remote_file
file_on(const file_server& server, const std::string& reference = "fresh") {
    api::document document;
    document.id = 7;
    document.dc_id = 4;
    document.size = static_cast<std::int64_t>(server.content.size());
    document.file_reference = tl::bytes{std::string_view{reference}};
    return files::remote_file{document};
}

inline std::function<rpc::answer(const rpc::request&)>
refused(std::int32_t code, std::string text) {
    return [code, text](const rpc::request&) -> rpc::answer {
        return failure{rpc_error{code, text}};
    };
}

inline constexpr std::size_t kib = 1024;
inline constexpr std::size_t mib = 1024 * kib;

} // namespace awaitgram::tests::transfers
