// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/crypto/aes_ctr.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/testing/server/api/cdn.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "api_scene.hpp"

using namespace api_scene;

namespace {

/// A file of three hashes that is in the data centre for public files, number 203.
struct public_file : people {
    byte_buffer bytes = byte_buffer(300'000);
    const stored_file* file = nullptr;
    scene::client cdn = connect();
    byte_buffer token = byte_buffer(24, 7);

    public_file() {
        options.cdn_dc = 203;
        dcs = data_centres{options};
        for (std::size_t at = 0; at != bytes.size(); ++at)
            bytes[at] = static_cast<std::uint8_t>(at * 13 + at / 4096);
        stored_file stored;
        stored.dc = 2;
        stored.mime = "video/mp4";
        stored.bytes = std::make_shared<byte_buffer>(bytes);
        file = &accounts.files().add(std::move(stored));
        cdn_file copy;
        copy.file = file->id;
        copy.key.assign(32, 1);
        copy.iv.assign(16, 2);
        accounts.cdn().put(to_hex(token), std::move(copy));
        cdn.login.dc_of_key = 203;
    }

    api::upload::getFile query(bool follows, std::int64_t offset = 0) {
        api::inputDocumentFileLocation location;
        location.id = file->id;
        location.access_hash = accounts.access_hash(alice.login.account_id, file->id);
        location.file_reference = accounts.files().reference(alice.login.account_id, *file, {1, 1});
        api::upload::getFile get;
        get.location = location;
        get.cdn_supported = follows;
        get.offset = offset;
        get.limit = 131'072;
        return get;
    }
    api::upload::fileCdnRedirect redirect() {
        const auto answer = alice.value(query(true));
        REQUIRE(answer.is<api::upload::fileCdnRedirect>());
        return *answer.get_if<api::upload::fileCdnRedirect>();
    }
    api::upload::getCdnFile fetch(std::int64_t offset) const {
        api::upload::getCdnFile get;
        get.file_token = tl::bytes{byte_view{token}};
        get.offset = offset;
        get.limit = 131'072;
        return get;
    }
    /// A part from the data centre for public files, decrypted.
    byte_buffer part(std::int64_t offset) {
        const auto answer = cdn.value(fetch(offset));
        REQUIRE(answer.is<api::upload::cdnFile>());
        const byte_view sealed = answer.get_if<api::upload::cdnFile>()->bytes;
        byte_buffer plain{sealed.begin(), sealed.end()};
        std::array<std::uint8_t, 32> key{};
        key.fill(1);
        std::array<std::uint8_t, 16> counter{};
        counter.fill(2);
        const auto block = static_cast<std::uint32_t>(offset / 16);
        for (std::size_t at = 0; at != 4; ++at)
            counter[12 + at] = static_cast<std::uint8_t>(block >> (24 - 8 * at));
        crypto::aes_ctr{key, counter}.apply(plain);
        return plain;
    }
};

} // namespace

TEST_CASE("a client that can follow is sent to the data centre for public files") {
    public_file here;
    CHECK(here.alice.value(here.query(false)).is<api::upload::file>());
    const auto redirect = here.redirect();
    CHECK(redirect.dc_id == 203);
    CHECK(redirect.file_token == tl::bytes{byte_view{here.token}});
    CHECK(redirect.encryption_key.size() == 32);
    CHECK(redirect.encryption_iv.size() == 16);
    REQUIRE(redirect.file_hashes.size() == 3);
    CHECK(redirect.file_hashes[2].offset == 262'144);
    CHECK(redirect.file_hashes[2].limit == 300'000 - 262'144);
    byte_buffer whole;
    for (const auto& each : redirect.file_hashes) {
        const auto part = here.part(each.offset);
        CHECK(each.hash == tl::bytes{byte_view{crypto::sha256({part})}});
        append(whole, part);
    }
    CHECK(whole == here.bytes);
    api::upload::getCdnFileHashes ask;
    ask.file_token = tl::bytes{byte_view{here.token}};
    ask.offset = 200'000;
    const auto rest = here.alice.value(ask);
    REQUIRE(rest.size() == 2);
    CHECK(rest[0].offset == 131'072);
}

TEST_CASE("the data centre for public files does nothing else, and others do not do that") {
    public_file here;
    here.dcs.set_cdn_key("a key");
    const auto config = here.alice.value(api::help::getCdnConfig{});
    REQUIRE(config.public_keys.size() == 1);
    CHECK(config.public_keys[0].dc_id == 203);
    CHECK(config.public_keys[0].public_key == "a key");
    auto listed = false;
    for (const auto& option : here.alice.value(api::help::getConfig{}).dc_options)
        listed = listed || (option.id == 203 && option.cdn);
    CHECK(listed);
    CHECK(here.cdn.refusal(api::help::getConfig{}) == "400 CDN_METHOD_INVALID");
    CHECK(here.cdn.refusal(here.query(true)) == "400 CDN_METHOD_INVALID");
    CHECK(here.alice.refusal(here.fetch(0)) == "400 METHOD_INVALID");
    api::auth::exportAuthorization to_cdn;
    to_cdn.dc_id = 203;
    CHECK(here.alice.refusal(to_cdn) == "400 DC_ID_INVALID");
    auto unknown = here.fetch(0);
    unknown.file_token = tl::bytes{std::string{"unknown"}};
    CHECK(here.cdn.refusal(unknown) == "400 FILE_TOKEN_INVALID");
    auto crossing = here.fetch(4096);
    crossing.limit = 1'048'576;
    CHECK(here.cdn.refusal(crossing) == "400 LIMIT_INVALID");
}

TEST_CASE("a file that is not there any more is sent to the data centre for public files again") {
    public_file here;
    here.accounts.cdn().find(to_hex(here.token))->request = "0123";
    const auto answer = here.cdn.value(here.fetch(0));
    const auto* needed = answer.get_if<api::upload::cdnFileReuploadNeeded>();
    REQUIRE(needed);
    api::upload::reuploadCdnFile again;
    again.file_token = tl::bytes{byte_view{here.token}};
    again.request_token = tl::bytes{std::string{"wrong"}};
    CHECK(here.alice.refusal(again) == "400 REQUEST_TOKEN_INVALID");
    again.request_token = needed->request_token;
    CHECK(here.alice.value(again).size() == 3);
    CHECK(here.part(0).size() == 131'072);
    CHECK(here.alice.refusal(again) == "400 REQUEST_TOKEN_INVALID");
}

TEST_CASE("the data centre for public files lies when a test says so") {
    public_file here;
    auto& lie = here.accounts.cdn().lie;
    const byte_buffer first(here.bytes.begin(), here.bytes.begin() + 131'072);
    lie = cdn_lie::flipped_bit;
    CHECK(here.part(0).size() == first.size());
    CHECK(here.part(0) != first);
    lie = cdn_lie::shorter;
    CHECK(here.part(0).size() == first.size() - 1);
    lie = cdn_lie::late_hashes;
    CHECK(here.redirect().file_hashes.empty());
    api::upload::getCdnFileHashes ask;
    ask.file_token = tl::bytes{byte_view{here.token}};
    CHECK(here.alice.value(ask).size() == 3);
    lie = cdn_lie::missing_hashes;
    CHECK(here.redirect().file_hashes.empty());
    CHECK(here.alice.value(ask).empty());
    lie = cdn_lie::endless_reupload;
    for (auto times = 0; times != 3; ++times) {
        const auto answer = here.cdn.value(here.fetch(0));
        REQUIRE(answer.is<api::upload::cdnFileReuploadNeeded>());
        api::upload::reuploadCdnFile again;
        again.file_token = tl::bytes{byte_view{here.token}};
        again.request_token = answer.get_if<api::upload::cdnFileReuploadNeeded>()->request_token;
        (void)here.alice.value(again);
    }
    lie = cdn_lie::none;
    CHECK(here.part(0) == first);
}
