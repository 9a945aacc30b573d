// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/net/tcp.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/clock/participant.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

client_config impatient(client_config configuration) {
    configuration.log = nullptr;
    configuration.connect_timeout = 500ms;
    configuration.connect_attempts = 2;
    configuration.outage_limit = 500ms;
    return configuration;
}

/// The message of the error that a run ends with; empty when it ends well. Time is controlled.
std::string problem(
    memory_session storage,
    client_config configuration,
    std::function<awaitable<void>(client&)> body
) {
    testing::clock time;
    asio::io_context context;
    client telegram{context.get_executor(), std::move(storage), std::move(configuration)};
    std::exception_ptr failed;
    const task running{
        context.get_executor(), telegram.run(std::move(body)), [&](const auto& error) {
            failed = error;
        }};
    time.run_until(context, [&running] { return running.ended(); });
    if (!failed)
        return "";
    try {
        std::rethrow_exception(failed);
    } catch (const std::exception& error) {
        return error.what();
    }
}

awaitable<void> ask(client& telegram) {
    api::help::getConfig request;
    const auto config = co_await telegram.invoke(request);
    CHECK(config->this_dc == 2);
}

/// Accepts connections and does the same to each, whenever the client has nothing to do.
class listener final : testing::clock_participant {
public:
    explicit listener(std::function<void(asio::ip::tcp::socket&)> treat)
        : acceptor_(context_, asio::ip::tcp::endpoint{asio::ip::address_v4::loopback(), 0}),
          treat_(std::move(treat)) {
        accept();
        join();
    }
    ~listener() { leave(); }

    std::size_t settle() override {
        context_.restart();
        return context_.poll();
    }

    [[nodiscard]] client_config configuration() {
        client_config configuration;
        configuration.api_id = 1;
        configuration.server = server_address{"127.0.0.1", acceptor_.local_endpoint().port()};
        return impatient(configuration);
    }

private:
    void accept() {
        acceptor_.async_accept([this](std::error_code error, asio::ip::tcp::socket socket) {
            if (error)
                return;
            treat_(socket);
            kept_.push_back(std::move(socket));
            accept();
        });
    }

    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_;
    std::function<void(asio::ip::tcp::socket&)> treat_;
    std::vector<asio::ip::tcp::socket> kept_;
};

/// How the connections of a client fail.
struct link_faults {
    int connections = 0;
    /// How many more reads succeed; -1: all.
    int reads_left = -1;
    /// The initial `reads_left` of every new connection; -1: unchanged.
    int reads_each = -1;
    /// How many of the next reads are lost without a trace.
    int reads_to_lose = 0;
};

/// A TCP stream that fails as its link_faults say.
class fragile_stream {
public:
    fragile_stream(asio::any_io_executor executor, std::shared_ptr<link_faults> faults)
        : inner_(std::move(executor)), faults_(std::move(faults)) {
        ++faults_->connections;
        if (faults_->reads_each >= 0)
            faults_->reads_left = faults_->reads_each;
    }

    awaitable<void> connect(server_address to) { return inner_.connect(std::move(to)); }
    awaitable<std::size_t> read_some(byte_span into) {
        auto count = co_await inner_.read_some(into);
        for (; faults_->reads_to_lose > 0; --faults_->reads_to_lose)
            count = co_await inner_.read_some(into);
        if (faults_->reads_left == 0) {
            faults_->reads_left = -1;
            throw std::system_error(asio::error::connection_reset, "broken by the test");
        }
        if (faults_->reads_left > 0)
            --faults_->reads_left;
        co_return count;
    }
    awaitable<void> write(byte_view from) { return inner_.write(from); }
    void close() { inner_.close(); }

private:
    net::tcp_stream inner_;
    std::shared_ptr<link_faults> faults_;
};

client_config fragile(client_config configuration, const std::shared_ptr<link_faults>& faults) {
    configuration.dial = [faults](asio::any_io_executor executor) {
        return net::any_stream{std::make_unique<fragile_stream>(executor, faults)};
    };
    return configuration;
}

} // namespace

TEST_CASE("a refused port is an error that names it") {
    client_config configuration;
    configuration.server = server_address{"127.0.0.1", 1};

    CHECK(
        problem({}, impatient(configuration), ask) ==
        "cannot connect to 127.0.0.1:1: Connection refused"
    );
}

TEST_CASE("a host that does not exist is an error that names it") {
    client_config configuration;
    configuration.server = server_address{"nowhere.invalid", 443};

    CHECK(problem({}, impatient(configuration), ask).find("nowhere.invalid") != std::string::npos);
}

TEST_CASE("a server that is silent, sends garbage or closes the connection is an error") {
    listener silent{[](asio::ip::tcp::socket&) {}};
    CHECK(problem({}, silent.configuration(), ask).find("timed out") != std::string::npos);

    listener nonsense{[](asio::ip::tcp::socket& socket) {
        std::error_code ignored;
        asio::write(socket, asio::buffer(std::string(4096, '\xee')), ignored);
    }};
    for (const auto obfuscated : {transport::obfuscation::none, transport::obfuscation::on})
        for (const auto kind :
             {transport::kind::abridged,
              transport::kind::intermediate,
              transport::kind::padded_intermediate}) {
            auto configuration = nonsense.configuration();
            configuration.transport = kind;
            configuration.obfuscation = obfuscated;
            CHECK(problem({}, configuration, ask).find("127.0.0.1") != std::string::npos);
        }

    listener goodbye{[](asio::ip::tcp::socket& socket) { socket.close(); }};
    CHECK(problem({}, goodbye.configuration(), ask).find("127.0.0.1") != std::string::npos);
}

TEST_CASE("the key of another server is an error") {
    testing::server server;
    auto configuration = impatient(server.app());
    configuration.connect_timeout = 5s;
    configuration.server_keys = {crypto::rsa_private_key::generate().public_key()};

    CHECK(problem({}, configuration, ask).find("cannot agree on a key") != std::string::npos);
}

TEST_CASE("an answer that got lost on a live connection is requested again") {
    testing::server server;
    const auto faults = std::make_shared<link_faults>();
    auto configuration = fragile(server.app(), faults);
    configuration.log = nullptr;
    configuration.obfuscation = transport::obfuscation::none; // its streams cannot lose bytes
    const auto text = problem({}, configuration, [&faults](client& telegram) -> awaitable<void> {
        co_await ask(telegram);
        faults->reads_to_lose = 1;
        const auto before = monotonic_clock::now();
        co_await ask(telegram);
        CHECK(faults->reads_to_lose == 0);
        CHECK(monotonic_clock::now() - before < 5s);
        co_await ask(telegram);
    });
    CHECK(text == "");
    CHECK(faults->connections == 1);
}

TEST_CASE("after a broken connection the client reconnects and sends its requests again") {
    testing::server server;
    for (int reads = 0; reads < 12; ++reads) {
        CAPTURE(reads);
        const auto faults = std::make_shared<link_faults>();
        auto configuration = fragile(server.app(), faults);
        configuration.log = nullptr;
        faults->reads_left = reads;
        const auto text = problem({}, configuration, [](client& telegram) -> awaitable<void> {
            for (int i = 0; i < 5; ++i)
                co_await ask(telegram);
        });
        CHECK(text == "");
        if (reads < 5)
            CHECK(faults->connections == 2);
    }
}

TEST_CASE("requests are answered even if links break again and again") { // S-76
    testing::server server;
    const auto faults = std::make_shared<link_faults>();
    faults->reads_each = 6;
    auto configuration = impatient(fragile(server.app(), faults));
    configuration.outage_limit = 20s;
    const auto text = problem({}, configuration, [](client& telegram) -> awaitable<void> {
        for (auto i = 0; i != 30; ++i)
            co_await ask(telegram);
    });

    CHECK(text == "");
    CHECK(faults->connections > 1);
}

TEST_CASE("waiting requests fail when the server is gone for good") {
    auto server = std::make_unique<testing::server>();
    const auto text =
        problem({}, impatient(server->app()), [&server](client& telegram) -> awaitable<void> {
            co_await ask(telegram);
            server.reset();
            co_await ask(telegram);
        });

    CHECK(text.find("127.0.0.1") != std::string::npos);
    CHECK(text.find("there is no connection to Telegram") != std::string::npos);
}

namespace {

/// A session whose key the server does not know.
struct unknown_key_session {
    unknown_key_session() {
        dc_option option = *storage.dc_option(2);
        option.auth_key = key;
        tests::run([&] { return storage.set_dc_option(option); });
    }

    [[nodiscard]] bool unchanged() const { return storage.dc_option(2)->auth_key == key; }

    crypto::auth_key key{byte_buffer(256, 0x17)};
    memory_session storage{};
};

awaitable<void> sign_in_as_bot(client& telegram) {
    co_await telegram.sign_in_bot("123:secret");
}

} // namespace

TEST_CASE(
    "a key that the server does not know stays in the session until a sign-in with another key"
) {
    testing::server server;
    unknown_key_session test;

    CHECK(problem(test.storage, impatient(server.app()), ask) == "");
    CHECK(test.unchanged());
    CHECK(test.storage.data().salts.empty());
    const auto refused = [](client& telegram) { return telegram.sign_in_bot("123:bad secret"); };
    CHECK(problem(test.storage, impatient(server.app()), refused) != "");
    CHECK(test.unchanged());

    CHECK(problem(test.storage, impatient(server.app()), sign_in_as_bot) == "");
    CHECK_FALSE(test.unchanged());
    CHECK(test.storage.data().self == signed_in_user{123, true});
    const auto keys = [&] { return server.data_centre().key_count(); };
    const auto before = server.on_server(keys);
    CHECK(problem(test.storage, impatient(server.app()), sign_in_as_bot) == "");
    CHECK(server.on_server(keys) == before);
}

TEST_CASE("a sign-in by raw calls is recorded as well") {
    testing::server server;
    unknown_key_session test;
    const auto raw = [](client& telegram) -> awaitable<void> {
        api::auth::importBotAuthorization request;
        request.api_id = 1;
        request.api_hash = "0123456789abcdef0123456789abcdef";
        request.bot_auth_token = "123:secret";
        const auto granted = co_await telegram.invoke(request);
        CHECK(granted->is<api::auth::authorization>());
    };

    CHECK(problem(test.storage, impatient(server.app()), raw) == "");
    CHECK_FALSE(test.unchanged());
    // The token is not needed any more.
    const auto without_token = [](client& telegram) { return telegram.sign_in_bot("123:another"); };
    CHECK(problem(test.storage, impatient(server.app()), without_token) == "");
}

TEST_CASE("a first key is stored before the sign-in, so that the next start uses it") {
    testing::server server;
    memory_session storage;
    CHECK(problem(storage, impatient(server.app()), ask) == "");
    const auto first = storage.dc_option(2)->auth_key;
    REQUIRE(first);

    CHECK(problem(storage, impatient(server.app()), sign_in_as_bot) == "");
    CHECK(storage.dc_option(2)->auth_key == first);
}
