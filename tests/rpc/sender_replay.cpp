// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/transport/detect.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/replay.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

const crypto::rsa_private_key& server_key() {
    static const auto key = crypto::rsa_private_key::generate();
    return key;
}

/// The server's end of one link.
struct server_link {
    explicit server_link(const asio::any_io_executor& executor) : readable(executor) {}

    transport::server_transport transport{crypto::system_random()};
    byte_buffer in{};
    byte_buffer out{};
    event readable;
    bool closed = false;

    void close() {
        closed = true;
        readable.set();
    }
};

/// A data centre without sockets.
class fake_datacenter {
public:
    /// What its clock shows more than steady_now.
    std::chrono::seconds ahead{0};

    std::shared_ptr<server_link>
    open(testing::connection_id id, const asio::any_io_executor& executor) {
        auto link = std::make_shared<server_link>(executor);
        links_[id] = link;
        return link;
    }

    void receive(testing::connection_id id, byte_view bytes) {
        const auto link = links_.at(id).lock();
        const auto before = link->in.size();
        append(link->in, bytes);
        link->transport.received(byte_span{link->in}.subspan(before));
        for (;;) {
            const auto result = link->transport.parse(link->in);
            REQUIRE(!result.error);
            const auto packet = byte_view{link->in}.subspan(result.offset, result.size);
            byte_buffer whole(packet.begin(), packet.end());
            link->in.erase(
                link->in.begin(), link->in.begin() + static_cast<std::ptrdiff_t>(result.consumed)
            );
            if (result.has_packet())
                machine_.received(id, std::move(whole), steady_now() + ahead);
            else if (result.consumed == 0)
                break;
        }
        while (const auto action = machine_.poll()) {
            const auto to = links_.at(action->connection).lock();
            if (!to)
                continue;
            if (!action->packet.empty())
                REQUIRE(!to->transport.frame(action->packet, to->out));
            if (action->transport_error != 0)
                REQUIRE(!to->transport.frame_error(action->transport_error, to->out));
            to->readable.set();
        }
    }

    void close(testing::connection_id id) {
        machine_.closed(id);
        if (const auto link = links_.at(id).lock())
            link->close();
    }

    void break_links() {
        for (const auto& [id, link] : links_)
            close(id);
    }

private:
    testing::telegram machine_{testing::server_options{}, server_key(), crypto::system_random()};
    std::map<testing::connection_id, std::weak_ptr<server_link>> links_; // the streams own them
};

/// A stream to the fake data centre; each of its operations is a step.
class scripted_stream {
public:
    scripted_stream(
        tests::script& steps,
        fake_datacenter& server,
        testing::connection_id id,
        const asio::any_io_executor& executor
    )
        : steps_(&steps), server_(&server), id_(id), link_(server.open(id, executor)) {}

    awaitable<void> connect(server_address) { return steps_->step("connect"); }

    awaitable<std::size_t> read_some(byte_span into) {
        co_await steps_->step("read");
        while (link_->out.empty()) {
            if (link_->closed)
                throw std::system_error(asio::error::eof);
            co_await link_->readable.wait();
        }
        const auto count = std::min(into.size(), link_->out.size());
        std::copy_n(link_->out.begin(), count, into.begin());
        link_->out.erase(
            link_->out.begin(), link_->out.begin() + static_cast<std::ptrdiff_t>(count)
        );
        co_return count;
    }

    awaitable<void> write(byte_view from) {
        co_await steps_->step("write");
        if (link_->closed)
            throw std::system_error(asio::error::broken_pipe);
        server_->receive(id_, from);
    }

    void close() { server_->close(id_); }

private:
    tests::script* steps_;
    fake_datacenter* server_;
    testing::connection_id id_;
    std::shared_ptr<server_link> link_;
};

byte_buffer init_prefix() {
    api::invokeWithLayer<api::initConnection<api::help::getConfig>> layer;
    layer.layer = 227;
    layer.query.api_id = 1;
    auto bytes = tl::encoded(layer);
    bytes.resize(bytes.size() - 4); // without the query inside
    return bytes;
}

/// A sender that makes calls to the fake data centre and stops.
struct sender_scene {
    explicit sender_scene(tests::script& fakes) : steps(&fakes) {}

    rpc::sender_options options() {
        rpc::sender_options chosen;
        chosen.addresses = {{"first.example", 443}, {"second.example", 443}};
        chosen.server_keys.push_back(server_key().public_key());
        chosen.init_prefix = init_prefix();
        chosen.key = key;
        chosen.dial = [this](const asio::any_io_executor& executor) {
            return net::any_stream{
                std::make_unique<scripted_stream>(*steps, server, ++last_connection, executor)};
        };
        return chosen;
    }

    rpc::sender_hooks hooks() {
        rpc::sender_hooks chosen;
        chosen.on_key = [this](crypto::auth_key agreed) { return store(std::move(agreed)); };
        chosen.on_time = [this](std::chrono::nanoseconds ahead) { told_ahead.push_back(ahead); };
        return chosen;
    }

    awaitable<void> store(crypto::auth_key agreed) {
        co_await steps->step("store key");
        key = std::move(agreed);
        ++keys;
    }

    awaitable<void> run() {
        const auto executor = co_await asio::this_coro::executor;
        const auto connection = std::make_shared<rpc::sender>(executor, options(), hooks());
        const std::function<awaitable<void>(task_group&)> both = [this,
                                                                  connection](task_group& group) {
            group.spawn(connection->run());
            return make_calls(connection);
        };
        co_await with_tasks(both);
        ++completed;
    }

    awaitable<void> make_calls(std::shared_ptr<rpc::sender> connection) {
        for (auto left = calls; left > 0; --left) {
            if (left != calls)
                server.break_links();
            const api::help::getNearestDc question{};
            rpc::request request{
                tl::frame{tl::encoded(question)}, api::help::getNearestDc::tl_line};
            const rpc::call_options no_options;
            const auto got = co_await connection->call(std::move(request), no_options);
            REQUIRE(got.has_value());
            CHECK(mtproto::detail::constructor_of(got->bytes()) == api::nearestDc::tl_id);
        }
        connection->stop();
    }

    void check() {
        CHECK(completed > 0);
        CHECK(key);
        CHECK(keys > 0);
    }

    tests::script* steps;
    fake_datacenter server{};
    testing::connection_id last_connection = 0;
    std::optional<crypto::auth_key> key{};
    std::vector<std::chrono::nanoseconds> told_ahead{};
    int calls = 1;
    int keys = 0;
    int completed = 0;
};

/// Failures of the network; another link would not help a key that cannot be stored.
tests::replay_options survives_failures() {
    tests::replay_options options;
    options.failed = [](const tests::replay_end& end) {
        const std::error_code fault = asio::error::connection_reset;
        CHECK(end.code() == (end.step == "store key" ? fault : std::error_code{}));
    };
    return options;
}

long count(const std::vector<std::string>& steps, const char* name) {
    return std::count(steps.begin(), steps.end(), name);
}

} // namespace

TEST_CASE("connecting with a key exchange succeeds if any step but storing fails, and can be "
          "cancelled at any step") {
    const auto steps = tests::replay<sender_scene>(survives_failures());

    CHECK(count(steps, "connect") == 1);
    CHECK(count(steps, "store key") == 1);
    CHECK(count(steps, "write") >= 4); // three for the key, and the query
    CHECK(count(steps, "read") >= 4);
}

TEST_CASE("a lost link is reopened if any step but storing fails, and can be cancelled at any step"
) {
    const auto make = [](tests::script& fakes) {
        auto scene = std::make_unique<sender_scene>(fakes);
        scene->calls = 2;
        return scene;
    };
    const auto steps = tests::replay<sender_scene>(make, survives_failures());

    CHECK(count(steps, "connect") == 2);
    CHECK(count(steps, "store key") == 1);
}

TEST_CASE("a key that the server does not know is replaced even if a step fails") {
    const auto make = [](tests::script& fakes) {
        auto scene = std::make_unique<sender_scene>(fakes);
        scene->key = crypto::auth_key{byte_buffer(256, 0x21)};
        return scene;
    };
    tests::replay_options options;
    options.failed = [](const tests::replay_end& end) {
        // Each link with the unknown key is an attempt, so a failure among them can be the last one.
        if (end.error)
            CHECK(end.code() == asio::error::connection_reset);
    };
    const auto steps = tests::replay<sender_scene>(make, options);

    CHECK(count(steps, "connect") == 4);
    CHECK(count(steps, "store key") == 1);
}

TEST_CASE("the time by the server's clock is told after a key exchange, and when it differs") {
    testing::clock time;
    tests::script steps;
    steps.run_undisturbed();
    sender_scene scene{steps};
    scene.server.ahead = std::chrono::hours{1};
    const auto is_an_hour = [](std::chrono::nanoseconds told) {
        return told > std::chrono::minutes{59} && told < std::chrono::minutes{61};
    };
    const auto run = [&] {
        asio::io_context io;
        const task running{io.get_executor(), scene.run(), nullptr};
        time.run_to_end(io);
        CHECK(running.ended());
        CHECK(!running.error());
    };
    run();
    REQUIRE(!scene.told_ahead.empty());
    CHECK(is_an_hour(scene.told_ahead.front()));

    scene.told_ahead.clear();
    run(); // with the key, and without what was known of the clock
    REQUIRE(!scene.told_ahead.empty());
    CHECK(is_an_hour(scene.told_ahead.back()));
}
