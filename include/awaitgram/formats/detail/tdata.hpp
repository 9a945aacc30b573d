// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/formats/detail/sqlite_image.hpp>
#include <awaitgram/formats/detail/tdata_crypto.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::detail::tdata {

/// Longer than any of the files.
inline constexpr std::size_t longest = 1 << 20;

/// The newest version of a file; Telegram Desktop alternates between `names`, `name0` and `name1`.
inline std::optional<std::string> path_of(const std::string& name) {
    std::error_code none;
    if (std::filesystem::is_regular_file(name + 's', none))
        return name + 's';
    const auto first = std::filesystem::is_regular_file(name + '0', none);
    const auto second = std::filesystem::is_regular_file(name + '1', none);
    if (first && second)
        return name + (std::filesystem::last_write_time(name + '0', none) <
                               std::filesystem::last_write_time(name + '1', none)
                           ? '1'
                           : '0');
    if (first || second)
        return name + (first ? '0' : '1');
    return std::nullopt;
}

/// The indices of all accounts, and of the active one.
struct accounts {
    std::vector<std::int32_t> indices{};
    std::int32_t active = 0;
};

///     | count:i32be | count indices:i32be | active:i32be |
inline accounts read_accounts(byte_view plain) {
    field_reader reader{plain};
    accounts read;
    const auto count = reader.big_endian<std::int32_t>();
    // Telegram Desktop allows six at most.
    if (count < 1 || count > 64)
        refuse(session_errc::damaged, "Telegram Desktop: one to six accounts are expected");
    for (auto i = 0; i < count; ++i)
        read.indices.push_back(reader.big_endian<std::int32_t>());
    if (!reader.ok())
        refuse(session_errc::damaged, "Telegram Desktop: the list of accounts is cut");
    read.active = reader.rest().empty() ? read.indices[0] : reader.big_endian<std::int32_t>();
    return read;
}

/// The known blocks of an account's file; numbers are big-endian:
///
///     | 0x4b:u32 | size:u32 | user:i32 | main dc:i32 | count:i32 | count keys: | dc:i32 | key:256 | | keys to destroy… |
///     with -1 for user and dc, they follow as | user:u64 | main dc:i32 |
///     older: | 0:u32 | dc:i32 | key:256 |     | 1:u32 | user:i32 | main dc:i32 |
inline void read_authorization(imported_session& session, byte_view plain) {
    auto& data = session.data;
    std::int64_t user = 0;
    std::int64_t main = 0;
    auto left_out = 0;
    const auto add_key = [&](std::int32_t id, byte_view key) {
        if (key.size() != 256)
            refuse(session_errc::damaged, "Telegram Desktop: a key of 256 bytes is expected");
        if (!is_dc(id)) {
            ++left_out;
            return;
        }
        auto option = checked_dc(id);
        option.auth_key = checked_key(key);
        data.dcs.insert_or_assign(id, std::move(option));
    };
    field_reader blocks{plain};
    while (!blocks.finished()) {
        const auto block = blocks.big_endian<std::uint32_t>();
        if (blocks.ok() && block == 0) {
            const auto dc = blocks.big_endian<std::int32_t>();
            add_key(dc, blocks.take(256));
        } else if (blocks.ok() && block == 1) {
            user = blocks.big_endian<std::int32_t>();
            main = blocks.big_endian<std::int32_t>();
        } else if (blocks.ok() && block == 0x4b) {
            field_reader reader{blocks.qt_bytes()};
            user = reader.big_endian<std::int32_t>();
            main = reader.big_endian<std::int32_t>();
            if (user == -1 && main == -1) {
                user = reader.big_endian<std::int64_t>();
                main = reader.big_endian<std::int32_t>();
            }
            const auto count = reader.big_endian<std::int32_t>();
            for (auto i = 0; i < count && reader.ok(); ++i) {
                const auto dc = reader.big_endian<std::int32_t>();
                add_key(dc, reader.take(256));
            }
            if (!reader.ok() || count < 0)
                refuse(session_errc::damaged, "Telegram Desktop: the authorisation is cut");
        } else {
            refuse(session_errc::damaged, "Telegram Desktop: an authorisation is expected");
        }
    }
    if (user != 0)
        data.self = checked_user(user, false);
    data.home_dc = checked_dc(main).id;
    if (left_out != 0)
        session.note = "keys of other servers left out: " + std::to_string(left_out);
}

/// Whether the settings select the test servers: | version:i32be | environment:i32be | …
inline bool is_test_config(byte_view plain) {
    field_reader reader{plain};
    field_reader fields{reader.qt_bytes()};
    static_cast<void>(fields.big_endian<std::int32_t>());
    return fields.big_endian<std::int32_t>() == 1;
}

/// A directory opened with its passcode.
class directory {
public:
    directory(std::string path, std::string_view passcode) : path_(std::move(path)) {
        if (const auto modern = path_of(path_ + "/key_data"))
            open(*modern, passcode);
        else if (const auto legacy = path_of(path_ + '/' + file_name("data") + "/map"))
            open_legacy(*legacy, passcode);
        else
            refuse(session_errc::unknown_format, path_ + " (the file key_datas is expected)");
    }

    [[nodiscard]] const accounts& listed() const noexcept { return accounts_; }

    [[nodiscard]] imported_session account(std::int32_t index) const {
        imported_session session;
        session.version = version_;
        const auto name =
            path_ + '/' +
            file_name(index == 0 ? "data" : "data#" + std::to_string(std::int64_t{index} + 1));
        if (auto settings = decrypted(name + "/config"))
            session.test_servers = is_test_config(*settings);
        auto plain = decrypted(name);
        if (!plain)
            refuse(session_errc::damaged, name + "s (it is missing or altered)");
        const secret_bytes held{std::move(*plain)};
        read_authorization(session, held.bytes);
        for (auto& [id, option] : session.data.dcs)
            complete_address(option, session.test_servers);
        return session;
    }

private:
    /// The salt and the encrypted local key, as Qt writes them; the passcode decrypts that key, which decrypts the rest.
    void open(const std::string& path, std::string_view passcode) {
        const secret_bytes file{content(path)};
        field_reader reader{file.bytes};
        const auto salt = salt_in(reader, path);
        set_key(passcode_key(passcode, salt), reader.qt_bytes(), path);
        const auto plain = decrypt(reader.qt_bytes(), *key_);
        if (!plain)
            refuse(session_errc::damaged, path + " (the list of accounts is altered)");
        accounts_ = read_accounts(*plain);
        version_ = 2;
    }

    void open_legacy(const std::string& path, std::string_view passcode) {
        const secret_bytes file{content(path)};
        field_reader reader{file.bytes};
        const auto salt = salt_in(reader, path);
        set_key(legacy_passcode_key(passcode, salt), reader.qt_bytes(), path);
        accounts_.indices = {0};
    }

    static byte_view salt_in(field_reader& reader, const std::string& path) {
        const auto salt = reader.qt_bytes();
        if (salt.size() != salt_size)
            refuse(session_errc::damaged, path + " (a salt of 32 bytes is expected)");
        return salt;
    }

    void set_key(const crypto::auth_key& passcode, byte_view encrypted, const std::string& path) {
        auto plain = decrypt(encrypted, passcode);
        if (!plain)
            refuse(session_errc::wrong_passcode, path);
        const secret_bytes held{std::move(*plain)};
        if (held.bytes.size() != 256)
            refuse(session_errc::damaged, path + " (a key of 256 bytes is expected)");
        key_.emplace(byte_view{held.bytes});
    }

    static byte_buffer content(const std::string& path) {
        const secret_bytes file{read_file(path, longest).value_or(byte_buffer{})};
        auto read = content_of(file.bytes);
        if (!read)
            refuse(session_errc::damaged, path + " (a file of Telegram Desktop is expected)");
        return std::move(*read);
    }

    /// The content of a file, decrypted with the local key; nothing when the file is missing or altered.
    [[nodiscard]] std::optional<byte_buffer> decrypted(const std::string& name) const {
        const auto path = path_of(name);
        const auto file = path ? read_file(*path, longest) : std::nullopt;
        const auto outer = file ? content_of(*file) : std::nullopt;
        return outer ? decrypt(field_reader{*outer}.qt_bytes(), *key_) : std::nullopt;
    }

    std::string path_;
    std::optional<crypto::auth_key> key_;
    accounts accounts_;
    std::int32_t version_ = 1;
};

/// Whether a directory belongs to Telegram Desktop.
[[nodiscard]] inline bool looks_like(const std::string& path) {
    for (const auto* name : {"/key_data", "/D877F783D5D3EF8C/map"})
        if (const auto newest = path_of(path + name))
            if (const auto file = read_file(*newest, longest))
                if (text_of(*file).starts_with(magic))
                    return true;
    return false;
}

inline imported_session read(const std::string& path, const session_read_options& options) {
    const directory opened{path, options.passcode};
    const auto& [indices, active] = opened.listed();
    const auto listed = std::find(indices.begin(), indices.end(), active);
    const auto front = listed == indices.end() ? 0 : listed - indices.begin();
    const auto which = chosen_account(options, indices.size(), static_cast<std::size_t>(front));
    auto session = opened.account(indices[which]);
    note_account(session, which, indices.size());
    return session;
}

inline constexpr directory_format format{
    .magic = magic,
    .find = [](const std::string& path) -> std::optional<std::string> {
        for (const auto& candidate : {path, path + "/tdata"})
            if (looks_like(candidate))
                return candidate;
        return std::nullopt;
    },
    .read = read,
};

} // namespace awaitgram::detail::tdata
