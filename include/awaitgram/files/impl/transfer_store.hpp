// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/offload.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/files/detail/part_flow.hpp>
#include <awaitgram/files/detail/transfer_state.hpp>
#include <awaitgram/files/transfer_store.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/session/any.hpp>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <ios>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::files {

namespace detail {

AWAITGRAM_DECL bool made_new(const std::filesystem::path& path) {
    errno = 0;
    if (std::FILE* made = std::fopen(path.c_str(), "wxb"); made != nullptr) {
        std::fclose(made);
        return true;
    }
    if (const auto code = errno != 0 ? errno : EIO; code != EEXIST)
        throw std::system_error(code, std::generic_category(), "cannot open " + path.string());
    return false;
}

AWAITGRAM_DECL std::optional<byte_buffer> read_small_file(const std::filesystem::path& path) {
    constexpr std::streamsize most = 64 * 1024;
    std::ifstream file{path, std::ios::binary};
    if (!file)
        return std::nullopt;
    byte_buffer bytes(static_cast<std::size_t>(most));
    file.read(reinterpret_cast<char*>(bytes.data()), most);
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

AWAITGRAM_DECL void replace_small_file(const std::filesystem::path& path, byte_view bytes) {
    // Another name each time: two programs may write the same, and a link of this name leads to another file.
    auto fresh = path;
    do {
        const auto number = static_cast<std::uint32_t>(rpc::detail::new_random_id());
        fresh = path;
        fresh += "." + std::to_string(number) + ".new";
    } while (!made_new(fresh));
    errno = 0;
    std::ofstream file{fresh, std::ios::binary | std::ios::trunc};
    check_disk(file, "open", fresh);
    file.write(
        reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
    );
    file.close();
    check_disk(file, "write", fresh);
    std::filesystem::rename(fresh, path);
}

class folder_store final : public transfer_store {
public:
    explicit folder_store(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] awaitable<std::optional<byte_buffer>> load(std::string key) override {
        std::optional<byte_buffer> found;
        unique_function<void()> work = [this, &key, &found] { found = read_small_file(at(key)); };
        co_await on_disk_thread(std::move(work));
        co_return found;
    }

    [[nodiscard]] awaitable<void> save(std::string key, byte_buffer state) override {
        unique_function<void()> work = [this, &key, &state] {
            std::filesystem::create_directories(folder_);
            replace_small_file(at(key), state);
        };
        co_await on_disk_thread(std::move(work));
    }

    [[nodiscard]] awaitable<void> remove(std::string key) override {
        unique_function<void()> work = [this, &key] { std::filesystem::remove(at(key)); };
        co_await on_disk_thread(std::move(work));
    }

private:
    [[nodiscard]] std::filesystem::path at(const std::string& key) const { return folder_ / key; }

    std::filesystem::path folder_;
};

class kept_in_session final : public transfer_store {
public:
    explicit kept_in_session(any_session& session) noexcept : session_(session) {}

    [[nodiscard]] awaitable<std::optional<byte_buffer>> load(std::string key) override {
        auto loading = session_.state(key_of(std::move(key)));
        auto found = co_await std::move(loading);
        if (!found || found->has_expired(unix_seconds(steady_now())))
            co_return std::nullopt;
        co_return std::move(found->value);
    }

    [[nodiscard]] awaitable<void> save(std::string key, byte_buffer state) override {
        constexpr std::chrono::seconds day{std::chrono::hours{24}};
        kept_state kept;
        kept.value = std::move(state);
        kept.expires = unix_seconds(steady_now() + day);
        std::optional<kept_state> given{std::move(kept)};
        return session_.set_state(key_of(std::move(key)), std::move(given));
    }

    [[nodiscard]] awaitable<void> remove(std::string key) override {
        return session_.set_state(key_of(std::move(key)), std::nullopt);
    }

private:
    [[nodiscard]] static state_key key_of(std::string name) {
        state_key key;
        key.name = "awaitgram/" + std::move(name);
        return key;
    }

    any_session& session_;
};

} // namespace detail

AWAITGRAM_DECL std::unique_ptr<transfer_store> transfers_in_folder(std::filesystem::path folder) {
    return std::make_unique<detail::folder_store>(std::move(folder));
}

AWAITGRAM_DECL std::unique_ptr<transfer_store> transfers_in_session(any_session& session) {
    return std::make_unique<detail::kept_in_session>(session);
}

} // namespace awaitgram::files
