// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/print.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "random_value.hpp"

namespace tl = awaitgram::tl;
namespace detail = awaitgram::tl::detail;
using awaitgram::byte_buffer;

namespace {

struct listed {
    const detail::type_entry* type;
    bool is_method;
};
const listed every_type[] = {
#define X(name) {detail::entry_of<name>(), tl::function<name>},
#include "all_types.inc"
#undef X
};

/// A type-erased copy of a struct.
class struct_copy {
public:
    struct_copy(const detail::descriptor& type, const void* source)
        : type_(type), memory_(::operator new(type.sum.size)) {
        detail::copy_members(type, bytes(), static_cast<const char*>(source));
    }
    ~struct_copy() {
        detail::destroy_members(type_, type_.sum.owning, bytes());
        ::operator delete(memory_);
    }
    char* bytes() { return static_cast<char*>(memory_); }

private:
    const detail::descriptor& type_;
    void* memory_;
};

byte_buffer encoded(const tl::detail::type_entry& type, const void* value) {
    byte_buffer out;
    REQUIRE_FALSE(tl::encode_raw(type, value, out));
    return out;
}

} // namespace

TEST_CASE("random values of every constructor and method survive decoding, copying and encoding "
          "byte by byte") {
    support::random_writer writer(20);
    for (const auto& each : every_type)
        writer.learn(each.type->shape.structure().line, each.is_method);

    for (const auto& [type, is_method] : every_type) {
        const auto& structure = type->shape.structure();
        const auto name = detail::name_of(structure);
        CAPTURE(name);
        for (auto round = 0; round < 4; ++round) {
            byte_buffer wire;
            is_method ? writer.write_method(name, wire) : writer.write(name, wire);

            tl::decode_error error;
            auto reply = tl::decode_raw(*type, tl::frame::copy_of(wire), error);

            REQUIRE_MESSAGE(reply, error.message());
            CHECK(encoded(*type, reply.root()) == wire);
            struct_copy copy(structure, reply.root());
            CHECK(detail::same_members(
                structure, copy.bytes(), static_cast<const char*>(reply.root())
            ));
            const auto text =
                detail::printed_structure(structure, copy.bytes(), 0, detail::most_printed_depth);
            CHECK(text.substr(0, name.size()) == name);
            reply = {};
            CHECK(encoded(*type, copy.bytes()) == wire);
        }
    }
}

TEST_CASE("values of every constructor and method are the same at any position in a frame") {
    support::random_writer writer(21);
    for (const auto& each : every_type)
        writer.learn(each.type->shape.structure().line, each.is_method);

    for (const auto& [type, is_method] : every_type) {
        const auto& structure = type->shape.structure();
        const auto name = detail::name_of(structure);
        CAPTURE(name);
        const detail::op items{detail::kind::vector_of_structures, 0, 0, structure.sum.size, 0};
        const detail::type_entry several{{items, &structure}, sizeof(detail::storage), 8};
        byte_buffer wire;
        awaitgram::append_le(wire, detail::vector_id);
        awaitgram::append_le(wire, 5u);
        for (auto i = 0; i < 5; ++i)
            is_method ? writer.write_method(name, wire) : writer.write(name, wire);

        tl::decode_error error;
        const auto reply = tl::decode_raw(several, tl::frame::copy_of(wire), error);

        REQUIRE_MESSAGE(reply, error.message());
        CHECK(encoded(several, reply.root()) == wire);
    }
}
