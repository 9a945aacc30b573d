// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/formats/detail/sqlite_image.hpp>
#include <awaitgram/session/detail/peer_reader.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::detail::gramjs_store {

/// Longer than any file of a store.
inline constexpr std::size_t longest = 65536;

/// The key that `{"type":"Buffer","data":[4,107,…]}` holds.
inline crypto::auth_key key_in(std::string_view json) {
    constexpr std::string_view start = R"({"type":"Buffer","data":[)";
    secret_bytes key{{}};
    key.bytes.reserve(256);
    const auto malformed = [] {
        refuse(session_errc::malformed, "GramJS store: a key is expected");
    };
    if (json.substr(0, start.size()) != start)
        malformed();
    json.remove_prefix(start.size());
    for (auto last = json.substr(0, 1) == "]"; !last;) {
        std::uint8_t byte = 0;
        const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), byte);
        const auto used = static_cast<std::size_t>(end - json.data());
        if (error != std::errc{} || used == json.size() || key.bytes.size() == 256)
            malformed();
        last = json[used] == ']';
        if (!last && json[used] != ',')
            malformed();
        key.bytes.push_back(byte);
        json.remove_prefix(used + 1);
    }
    return checked_key(key.bytes);
}

/// The first two items of `["-1001234","77",…]`, numbers with or without quotes: a peer's dialog id and access hash.
inline std::optional<std::pair<std::int64_t, std::int64_t>> peer_in(std::string_view json) {
    std::int64_t items[2];
    if (json.empty() || json.front() != '[')
        return std::nullopt;
    for (auto& item : items) {
        json.remove_prefix(1);
        const auto end = json.find_first_of(",]");
        auto text = json.substr(0, end);
        if (end == json.npos)
            return std::nullopt;
        if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
            text = text.substr(1, text.size() - 2);
        const auto value = number_in(text);
        if (!value)
            return std::nullopt;
        item = *value;
        json.remove_prefix(end);
    }
    return std::pair{items[0], items[1]};
}

/// The prefixes of the file names of all stores in a directory, by default "name%3A".
inline std::vector<std::string> stores_in(const std::string& directory) {
    constexpr std::string_view end = "authKey";
    std::vector<std::string> prefixes;
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
        const auto name = entry.path().filename().string();
        if (name.size() > end.size() && name.substr(name.size() - end.size()) == end &&
            entry.is_regular_file())
            prefixes.push_back(name.substr(0, name.size() - end.size()));
    }
    std::sort(prefixes.begin(), prefixes.end());
    return prefixes;
}

/// One file for each value: authKey, dcId, port, serverAddress, and the ids of peers. The signed-in user is not recorded.
inline imported_session read(const std::string& directory, const std::string& prefix) {
    imported_session session;
    const auto start = directory + '/' + prefix;
    const auto text = [&start](const char* name) {
        const secret_bytes held{read_file(start + name, longest).value_or(byte_buffer{})};
        return std::string{text_of(held.bytes)};
    };
    const auto number = [&](const char* name) {
        const auto value = number_in(text(name));
        if (!value)
            refuse(session_errc::malformed, start + name + " (a number is expected)");
        return *value;
    };
    auto option = checked_dc(number("dcId"));
    auto host = text("serverAddress");
    if (host.size() < 2 || host.front() != '"' || host.back() != '"')
        refuse(session_errc::malformed, start + "serverAddress (a string is expected)");
    host = host.substr(1, host.size() - 2);
    session.test_servers = is_test_server(host);
    set_address(option, checked_address(host, number("port")));
    const secret_bytes key{read_file(start + "authKey", longest).value_or(byte_buffer{})};
    option.auth_key = key_in(text_of(key.bytes));
    set_home(session, std::move(option));

    peer_reader peers{session.data, session.note};
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
        const auto name = entry.path().filename().string();
        if (name.substr(0, prefix.size()) != prefix ||
            !number_in(std::string_view{name}.substr(prefix.size())) || !entry.is_regular_file())
            continue;
        const auto content = read_file(entry.path().string(), longest);
        const auto peer = content ? peer_in(text_of(*content)) : std::nullopt;
        if (peer)
            peers.add({peer->first, peer->second, {}, {}});
    }
    peers.finish();
    return session;
}

inline constexpr directory_format format{
    .magic = {},
    .find = [](const std::string& path
            ) { return stores_in(path).empty() ? std::nullopt : std::optional{path}; },
    .read =
        [](const std::string& directory, const session_read_options& options) {
            const auto stores = stores_in(directory);
            const auto which = chosen_account(options, stores.size());
            auto session = read(directory, stores[which]);
            note_account(session, which, stores.size());
            return session;
        },
};

} // namespace awaitgram::detail::gramjs_store
