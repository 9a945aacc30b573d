// SPDX-License-Identifier: MIT
#include "session_open.hpp"

#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/session/stored.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "../support/run.hpp"

namespace ag = awaitgram;

namespace {

struct kept_store {
    std::shared_ptr<ag::session_records> parts;

    [[nodiscard]] ag::session_records load() const { return *parts; }
    void save(const ag::session_records&, const ag::session_records& all) const { *parts = all; }
};

template <class Session>
void read_all(Session& session) {
    ag::tests::run([&session]() -> ag::awaitable<void> {
        for (std::int32_t dc = 0; dc < 7; ++dc) {
            static_cast<void>(session.dc_option(dc));
            static_cast<void>(co_await session.salts(dc));
            static_cast<void>(co_await session.temporary_key(dc));
        }
        static_cast<void>(co_await session.self());
        static_cast<void>(co_await session.api_layer());
        static_cast<void>(co_await session.updates_state());
        static_cast<void>(co_await session.peer(ag::peer_id::self_user()));
        for (std::int64_t user = 1; user < 10; ++user)
            static_cast<void>(co_await session.peer(ag::peer_id::user(user).value()));
    });
}

template <class Session>
void write_all(Session& session) {
    ag::tests::run([&session]() -> ag::awaitable<void> {
        const ag::byte_buffer bytes(256, 0x21);
        ag::dc_option option = *session.dc_option(4);
        option.auth_key = ag::crypto::auth_key{bytes};
        co_await session.set_dc_option(option);
        co_await session.set_home_dc_id(4);
        const ag::temporary_key brief{*option.auth_key, 1'800'000'000};
        co_await session.set_temporary_key(4, brief);
        const std::vector<ag::server_salt> salts{{7, 1, 2}, {-8, 2, 3}};
        co_await session.set_salts(4, salts);
        co_await session.set_api_layer(200);
        const ag::signed_in_user user{1, true};
        co_await session.set_self(user);
        const std::vector<ag::peer_info> seen{
            ag::user_info{1, ag::peer_auth{2}, true, true},
            ag::user_info{2, ag::peer_auth{3, true}, {}, {}},
            ag::chat_info{3},
            ag::channel_info{4, ag::peer_auth{0}, ag::channel_kind::gigagroup}};
        co_await session.cache_peers(seen);
        const ag::update_state::primary primary{1, 2, 3};
        const ag::update_state::secondary secondary{4};
        co_await session.set_primary_and_secondary(primary, secondary);
        const ag::update_state channel = ag::update_state::channel{5, 6};
        co_await session.set_update_state(channel);
        co_await session.forget_channel(7);
    });
}

template <class Session>
void close(Session& session) {
    ag::tests::run([&session]() -> ag::awaitable<void> { co_await session.close(); });
}

std::string fresh_file() {
    static const ag::tests::directory place;
    const auto path = place.file("me.session");
    for (const auto* suffix : {"", "-wal", "-shm", ".lock"})
        std::filesystem::remove(path + suffix);
    return path;
}

} // namespace

void fuzz::open_stored(ag::byte_view input) {
    const auto parts = std::make_shared<ag::session_records>();
    std::string_view left = ag::text_of(input);
    while (!left.empty()) {
        const auto line = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(line.size() + 1, left.size()));
        if (const auto space = line.find(' '); space != line.npos)
            parts->insert_or_assign(
                std::string{line.substr(0, space)}, std::string{line.substr(space + 1)}
            );
    }
    ag::stored_session session{kept_store{parts}};
    read_all(session);
    write_all(session);
}

void fuzz::open_file(ag::byte_view input) {
    const auto path = fresh_file();
    std::ofstream{path, std::ios::binary} << ag::text_of(input);
    ag::sqlite_session session{path};
    read_all(session);
    write_all(session);
}

std::string fuzz::stored_session_text() {
    const auto parts = std::make_shared<ag::session_records>();
    ag::stored_session session{kept_store{parts}};
    write_all(session);
    std::string text;
    for (const auto& [name, value] : *parts)
        text += name + ' ' + value + '\n';
    return text;
}

std::string fuzz::session_file_content() {
    const auto path = fresh_file();
    {
        ag::sqlite_session session{path};
        write_all(session);
        close(session);
    }
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}
