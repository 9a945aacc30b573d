// SPDX-License-Identifier: MIT
// A program of its own, because it replaces the allocator: memory that is freed must contain no secrets.
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/formats/string.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <malloc.h>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::quiet;
using tests::with_client;

namespace {

constexpr const char* token = "123:a-token-of-a-bot-that-is-long";
constexpr const char* phone = "+999 (662) 123-41-00";
constexpr const char* code = "22222-is-the-code";
constexpr const char* password = "correct horse battery staple";
constexpr const char* raw_phone = "+999 662 123 99 99";
constexpr const char* harmless = "a language code without secrets";
// A part of the Base64 of a session string.
constexpr const char* key_text = "TheKeyOfThisLogin";

constexpr std::array watched{token, phone, code, password, raw_phone, harmless, key_text};

std::atomic<bool> watching = false;
std::array<std::atomic<int>, watched.size()> found_in_freed_memory{};
// The server reads what clients send, and wipes nothing.
thread_local bool is_server = false;

/// Whether memory contains a text, its characters beside each other or in values of up to 16 bytes.
bool contains(std::string_view memory, std::string_view text) noexcept {
    for (const std::size_t distance : {1, 2, 4, 8, 12, 16})
        for (std::size_t at = 0; at + (text.size() - 1) * distance < memory.size(); ++at) {
            std::size_t same = 0;
            while (same != text.size() && memory[at + same * distance] == text[same])
                ++same;
            if (same == text.size())
                return true;
        }
    return false;
}

void look_at(const void* freed) noexcept {
    if (freed == nullptr || !watching || is_server)
        return;
    const std::string_view bytes{
        static_cast<const char*>(freed), ::malloc_usable_size(const_cast<void*>(freed))};
    for (std::size_t i = 0; i != watched.size(); ++i)
        if (contains(bytes, watched[i]))
            ++found_in_freed_memory[i];
}

void* allocate(std::size_t size) {
    if (void* const memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc{};
}

void release(void* memory) noexcept {
    look_at(memory);
    std::free(memory);
}

/// How often a text was in memory that was freed since the last `watch`.
int leftovers(const char* text) {
    for (std::size_t i = 0; i != watched.size(); ++i)
        if (watched[i] == text)
            return found_in_freed_memory[i];
    return -1;
}

/// Watches the memory that is freed by all threads but the server's, for as long as it lives.
struct watch {
    explicit watch(testing::server& server) : watch() {
        server.on_server([] { is_server = true; });
    }
    watch() {
        for (auto& each : found_in_freed_memory)
            each = 0;
        watching = true;
    }
    watch(const watch&) = delete;
    watch& operator=(const watch&) = delete;
    ~watch() { watching = false; }
};

testing::server_options with_secrets() {
    testing::server_options options;
    options.code = code;
    options.password = password;
    return options;
}

awaitable<std::string> typed(const char* text) {
    std::string line{text};
    co_return line;
}

} // namespace

void* operator new(std::size_t size) {
    return allocate(size);
}
void* operator new[](std::size_t size) {
    return allocate(size);
}
void operator delete(void* memory) noexcept {
    release(memory);
}
void operator delete[](void* memory) noexcept {
    release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    release(memory);
}

TEST_CASE("requests without secrets are found in freed memory, so the others would be, too") {
    testing::server server;
    const watch now{server};
    with_client(memory_session{}, quiet(server.app()), [](client& telegram) -> awaitable<void> {
        api::help::getAppUpdate request;
        request.source = harmless;
        (void)co_await telegram.try_invoke(request);
    });
    CHECK(leftovers(harmless) > 0);
}

TEST_CASE("the token of a bot is in no memory that was freed") {
    testing::server server;
    const watch now{server};
    with_client(memory_session{}, quiet(server.app()), [](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot(token);
        CHECK(telegram.account().id == 123);
    });
    CHECK(leftovers(token) == 0);
}

TEST_CASE("the token of a bot that is refused is in no memory that was freed") {
    testing::server server;
    server.on_server([&server] {
        server.data_centre().refuse_next(
            api::auth::importBotAuthorization::tl_id, {400, "ACCESS_TOKEN_INVALID"}
        );
    });
    const watch now{server};
    const auto refused = [](client& telegram) { return telegram.sign_in_bot(token); };
    CHECK_THROWS_AS(with_client(memory_session{}, quiet(server.app()), refused), rpc_error);
    CHECK(leftovers(token) == 0);
}

TEST_CASE("phone number, code and password of a user are in no memory that was freed") {
    testing::server server{with_secrets()};
    const watch now{server};
    sign_in_prompts prompts;
    prompts.phone = [] { return typed(phone); };
    prompts.code = [](const std::string&) { return typed(code); };
    prompts.password = [](const std::string&) { return typed(password); };
    auto signed_in = false;
    with_client(memory_session{}, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(prompts);
        signed_in = co_await telegram.signed_in();
    });
    CHECK(signed_in);
    CHECK(leftovers(phone) == 0);
    CHECK(leftovers(code) == 0);
    CHECK(leftovers(password) == 0);
}

TEST_CASE("a program's own request of a method with secrets is wiped, too") {
    testing::server server;
    const watch now{server};
    with_client(memory_session{}, quiet(server.app()), [](client& telegram) -> awaitable<void> {
        api::auth::sendCode request;
        request.phone_number = tl::string::borrow(raw_phone);
        request.api_id = 1;
        request.api_hash = "hash";
        const auto sent = co_await telegram.invoke(request);
        CHECK((*sent).is<api::auth::sentCode>());
    });
    CHECK(leftovers(raw_phone) == 0);
}

namespace {

/// A Telethon string, in one piece of memory that is never freed.
std::string session_string() {
    std::string text;
    text.reserve(512);
    text += "1ApWapzMBuw";
    for (int i = 0; i != 20; ++i)
        text += key_text;
    text += "A=";
    return text;
}

} // namespace

TEST_CASE("a session string that is read is in no memory that was freed") {
    static const auto text = session_string();
    static const auto wrong = [] {
        auto changed = session_string();
        changed[100] = '!';
        return changed;
    }();
    const watch now;

    SUBCASE("as the login of a session") {
        const auto storage = sqlite_session::from_telethon_string(text);
        const auto home = storage.dc_option(2);
        REQUIRE(home);
        CHECK(home->auth_key);
    }
    SUBCASE("as a session of another library") {
        const auto session = read_session_string(text);
        CHECK(session.data.dcs.contains(2));
    }
    SUBCASE("with a character that is out of place") {
        CHECK_THROWS_WITH_AS(
            (void)read_session_string(wrong),
            doctest::Contains("'!' at place 101"),
            std::system_error
        );
    }
    CHECK(leftovers(key_text) == 0);
}
