// SPDX-License-Identifier: MIT
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/print.hpp>
#include <awaitgram/session/types.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace awaitgram;

namespace {

crypto::auth_key some_key(std::uint8_t fill) {
    return crypto::auth_key{byte_buffer(256, fill)};
}

} // namespace

TEST_CASE("the data centres of both networks are known, and no others") {
    for (std::int32_t id = 1; id <= 5; ++id) {
        const auto found = known_dc(id);
        REQUIRE(found);
        CHECK(found->id == id);
        CHECK(found->ipv4->port == 443);
        CHECK(found->ipv6->port == 443);
        CHECK_FALSE(found->auth_key);
        CHECK_FALSE(check(*found));
    }
    CHECK(known_dc(2)->ipv4->host == "149.154.167.41");
    CHECK(known_dc(2, dc_network::test)->ipv4->host == "149.154.167.40");
    CHECK(known_dc(3, dc_network::test)->ipv6->host == "2001:b28:f23d:f003::e");
    CHECK_FALSE(known_dc(0));
    CHECK_FALSE(known_dc(-2));
    CHECK_FALSE(known_dc(6));
    CHECK_FALSE(known_dc(4, dc_network::test));
}

TEST_CASE("an IPv4 address inside an IPv6 address is recognised in both forms") {
    CHECK(embedded_ipv4({"::ffff:149.154.167.41", 443}) == server_address{"149.154.167.41", 443});
    CHECK(embedded_ipv4({"::ffff:959a:a729", 80}) == server_address{"149.154.167.41", 80});
    CHECK(embedded_ipv4({"::149.154.167.41", 443}) == server_address{"149.154.167.41", 443});
}

TEST_CASE("a real IPv6 address holds no IPv4 address") {
    for (const auto* const host :
         {"2001:67c:4e8:f002::a",
          "::",
          "::1",
          "fe80::149.154.167.41",
          "::fffe:1.2.3.4",
          "1.2.3.4",
          "no address",
          ""})
        CHECK_FALSE(embedded_ipv4({host, 443}));
}

TEST_CASE("each address of a data centre is listed once, also when an IPv6 address contains it") {
    const server_address ipv4{"149.154.167.41", 443};
    const server_address ipv6{"2001:67c:4e8:f002::a", 443};
    const server_address same{"::ffff:149.154.167.41", 443};
    const server_address other_port{"::149.154.167.41", 80};
    using list = std::vector<server_address>;

    CHECK(addresses_of(dc_option{2, ipv4, ipv6, {}}) == list{ipv4, ipv6});
    CHECK(addresses_of(dc_option{2, ipv4, same, {}}) == list{ipv4});
    CHECK(addresses_of(dc_option{2, {}, same, {}}) == list{ipv4});
    CHECK(
        addresses_of(dc_option{2, ipv4, other_port, {}}) ==
        list{ipv4, server_address{"149.154.167.41", 80}}
    );
    CHECK(addresses_of(dc_option{2, {}, {}, {}}).empty());
}

TEST_CASE("a key has 256 bytes that are not all zero") {
    CHECK(auth_key_from(byte_buffer(256, 1)).has_value());
    for (const auto& bytes :
         {byte_buffer(256, 0), byte_buffer(255, 1), byte_buffer(257, 1), byte_buffer{}})
        CHECK(auth_key_from(bytes).error() == session_errc::invalid_auth_key);
}

TEST_CASE("a data centre without id, host or port is refused") {
    CHECK(check(dc_option{0, {}, {}, {}}) == session_errc::invalid_dc);
    CHECK(check(dc_option{1, server_address{"", 443}, {}, {}}) == session_errc::invalid_dc);
    CHECK(check(dc_option{1, {}, server_address{"::1", 0}, {}}) == session_errc::invalid_dc);
    CHECK(check(dc_option{1, {}, {}, some_key(0)}) == session_errc::invalid_auth_key);
    CHECK_FALSE(check(dc_option{-2, {}, {}, some_key(1)}));
}

TEST_CASE("values can be sorted, and equal ones are equal") {
    std::vector<peer_id> ids{
        *peer_id::user(2), *peer_id::channel(3), *peer_id::chat(1), *peer_id::user(1)};
    std::sort(ids.begin(), ids.end());
    CHECK(
        ids ==
        std::vector{*peer_id::channel(3), *peer_id::chat(1), *peer_id::user(1), *peer_id::user(2)}
    );

    const std::set<peer_info> infos{
        user_info{1, {}, {}, {}},
        user_info{1, peer_auth{0}, {}, {}},
        user_info{1, {}, {}, {}},
        channel_info{1, {}, {}},
        chat_info{1}};
    CHECK(infos.size() == 4);
    CHECK(peer_auth{5, false} != peer_auth{5, true});

    dc_option with_key = *known_dc(2);
    with_key.auth_key = some_key(1);
    CHECK(with_key != *known_dc(2));
    CHECK((*known_dc(1) < with_key && with_key < *known_dc(3)));
    const auto copy = with_key;
    CHECK(with_key == copy);
    CHECK((with_key <=> copy) == 0);

    CHECK(update_state{update_state::secondary{1}} == update_state{update_state::secondary{1}});
    CHECK(update_state{update_state::secondary{1}} != update_state{update_state::channel{0, 1}});
}

TEST_CASE("a peer can be addressed once its full hash is known") {
    const peer_info chat = chat_info{7};
    CHECK(ref_of(chat) == peer_ref{*peer_id::chat(7), {}});
    const peer_info unknown = user_info{7, {}, {}, {}};
    CHECK_FALSE(ref_of(unknown));
    const peer_info min = user_info{7, peer_auth{4, true}, {}, {}};
    CHECK_FALSE(ref_of(min));
    const peer_info ambient = user_info{7, peer_auth{0}, {}, {}};
    CHECK(ref_of(ambient) == peer_ref{*peer_id::user(7), {0}});
    const peer_info impossible = user_info{-7, peer_auth{1}, {}, {}};
    CHECK_FALSE(ref_of(impossible));
}

TEST_CASE("values are printed without their secrets") {
    constexpr std::int64_t secret = 1'234'567'890'123;
    const auto key = some_key(0x5a);
    dc_option option = *known_dc(2);
    option.auth_key = key;
    const auto together =
        to_string(option) + to_string(server_salt{secret, 1, 2}) +
        to_string(temporary_key{key, 3}) +
        to_string(peer_info{user_info{1, peer_auth{secret}, true, true}}) +
        to_string(peer_info{channel_info{1, peer_auth{secret, true}, channel_kind::megagroup}}) +
        to_string(peer_ref{*peer_id::user(1), {secret}});
    CHECK(together.find(std::to_string(secret)) == std::string::npos);
    CHECK(together.find(std::to_string(key.id())) == std::string::npos);
    CHECK(together.find("5a5a") == std::string::npos);
    CHECK(together.find("ZZ") == std::string::npos); // the raw bytes of the key
}

TEST_CASE("values have readable texts") {
    CHECK(to_string(*peer_id::user(42)) == "user 42");
    CHECK(to_string(*peer_id::chat(7)) == "chat 7");
    CHECK(to_string(*peer_id::channel(1'234'567'890)) == "channel 1234567890");
    CHECK(to_string(peer_id::self_user()) == "self");
    CHECK(
        to_string(*known_dc(2)) ==
        "DC 2 at 149.154.167.41:443 and [2001:67c:4e8:f002::a]:443, without key"
    );
    CHECK(
        to_string(peer_info{user_info{42, peer_auth{1}, true, true}}) ==
        "user 42 (bot, self, with access hash)"
    );
    CHECK(
        to_string(peer_info{channel_info{5, peer_auth{1, true}, channel_kind::gigagroup}}) ==
        "channel 5 (gigagroup, with min access hash)"
    );
    CHECK(to_string(peer_info{user_info{42, {}, false, {}}}) == "user 42");
    CHECK(to_string(signed_in_user{42, true}) == "bot 42");
    CHECK(
        to_string(updates_state{1, 2, 3, 4, {{5, 6}}}) == "pts 1, qts 2, date 3, seq 4, 1 channel"
    );
    CHECK(
        to_string(update_state{update_state::primary{1, 2, 3}}) == "primary: pts 1, date 2, seq 3"
    );
    CHECK(to_string(update_state{update_state::secondary{9}}) == "secondary: qts 9");
    CHECK(to_string(update_state{update_state::channel{5, 10}}) == "channel 5: pts 10");

    std::ostringstream out;
    out << *peer_id::user(42) << ", " << signed_in_user{7, false} << ", "
        << server_address{"::1", 443};
    CHECK(out.str() == "user 42, user 7, [::1]:443");
}
