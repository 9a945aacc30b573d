// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/types.hpp>

#include <cstddef>
#include <cstdint>

/// Types as the generator would write them, from a small schema with all features of Telegram's and more.
namespace sample {

namespace tl = ::awaitgram::tl;
using ::awaitgram::tl::operator==;

struct leaf;
struct branch;
struct nothing;

struct Tree : tl::box<Tree, leaf, branch, nothing> {
    using box::box;
};

struct nothing {
    using tl_type = Tree;
    static constexpr std::uint32_t tl_id = 0x00000001;
    static constexpr std::size_t tl_n = 0;
    static constexpr const char* tl_line = "nothing#1 = Tree";
};

struct leaf {
    using tl_type = Tree;
    static constexpr std::uint32_t tl_id = 0x00000002;
    static constexpr std::size_t tl_n = 2;
    static constexpr const char* tl_line = "leaf#2 value:int key:long = Tree";
    std::int32_t value{};
    std::int64_t key{};
};

struct branch {
    using tl_type = Tree;
    static constexpr std::uint32_t tl_id = 0x00000003;
    static constexpr std::size_t tl_n = 3;
    static constexpr const char* tl_bits = "#0.1";
    static constexpr const char* tl_line =
        "branch#3 flags:# heavy:flags.0?true trees:Vector<Tree> name:flags.1?string = Tree";
    bool heavy{};
    tl::vector<Tree> trees{};
    tl::opt<tl::string> name{};
};

/// A type with one constructor is the constructor's struct.
struct pair {
    using tl_type = pair;
    static constexpr std::uint32_t tl_id = 0x00000004;
    static constexpr std::size_t tl_n = 2;
    static constexpr const char* tl_line = "pair#4 first:int second:string = Pair";
    std::int32_t first{};
    tl::string second{};
};

/// One member of every kind.
struct everything {
    using tl_type = everything;
    static constexpr std::uint32_t tl_id = 0x00000005;
    static constexpr std::size_t tl_n = 20;
    static constexpr const char* tl_line =
        "everything#5 a:int b:int c:long d:double e:int128 f:int256 g:Bool h:string i:bytes j:Tree "
        "k:Pair "
        "l:Vector<int> m:Vector<long> n:Vector<Bool> o:Vector<string> p:Vector<Tree> "
        "q:Vector<Pair> r:Vector<Vector<int>> "
        "s:vector<%Pair> t:%Pair = Everything";
    std::int32_t a{};
    std::int32_t b{};
    std::int64_t c{};
    double d{};
    tl::int128 e{};
    tl::int256 f{};
    bool g{};
    tl::string h{};
    tl::bytes i{};
    Tree j{};
    pair k{};
    tl::vector<std::int32_t> l{};
    tl::vector<std::int64_t> m{};
    tl::vector<bool> n{};
    tl::vector<tl::string> o{};
    tl::vector<Tree> p{};
    tl::vector<pair> q{};
    tl::vector<tl::vector<std::int32_t>> r{};
    tl::bare_vector<tl::bare<pair>> s{};
    tl::bare<pair> t{};
};

/// One conditional member of every kind, in two flags words; bit 3 of the first and bit 9 of the second are shared.
struct maybe {
    using tl_type = maybe;
    static constexpr std::uint32_t tl_id = 0x00000006;
    static constexpr std::size_t tl_n = 17;
    static constexpr const char* tl_bits = "#01233.#PQRSTTXYYYZ";
    static constexpr const char* tl_line =
        "maybe#6 flags:# a:flags.0?true b:flags.1?int c:flags.2?long d:flags.3?string "
        "e:flags.3?int f:int "
        "flags2:# g:flags2.0?double h:flags2.1?int128 i:flags2.2?int256 j:flags2.3?Bool "
        "k:flags2.4?bytes l:flags2.4?true "
        "m:flags2.8?Tree n:flags2.9?Vector<int> o:flags2.9?Pair p:flags2.9?Vector<Tree> "
        "q:flags2.10?%Pair = Maybe";
    bool a{};
    tl::opt<std::int32_t> b{};
    tl::opt<std::int64_t> c{};
    tl::opt<tl::string> d{};
    tl::opt<std::int32_t> e{};
    std::int32_t f{};
    tl::opt<double> g{};
    tl::opt<tl::int128> h{};
    tl::opt<tl::int256> i{};
    tl::opt<bool> j{};
    tl::opt<tl::bytes> k{};
    bool l{};
    tl::opt<Tree> m{};
    tl::opt<tl::vector<std::int32_t>> n{};
    tl::opt<pair> o{};
    tl::opt<tl::vector<Tree>> p{};
    tl::opt<tl::bare<pair>> q{};
};

/// A constructor that holds any object, and a method with a type parameter.
struct envelope {
    using tl_type = envelope;
    static constexpr std::uint32_t tl_id = 0x00000007;
    static constexpr std::size_t tl_n = 2;
    static constexpr const char* tl_line = "envelope#7 number:long body:Object = Envelope";
    std::int64_t number{};
    tl::any body{};
};

struct plant {
    using tl_result = Tree;
    static constexpr std::uint32_t tl_id = 0x00000008;
    static constexpr std::size_t tl_n = 1;
    static constexpr const char* tl_line = "plant#8 count:int = Tree";
    std::int32_t count{};
};

template <class X>
struct wrapped {
    using tl_result = typename X::tl_result;
    static constexpr std::uint32_t tl_id = 0x00000009;
    static constexpr std::size_t tl_n = 2;
    static constexpr const char* tl_line = "wrapped#9 {X:Type} layer:int query:!X = X";
    std::int32_t layer{};
    X query{};
};

/// A type that can hold only itself.
struct chain {
    using tl_type = chain;
    static constexpr std::uint32_t tl_id = 0x0000000a;
    static constexpr std::size_t tl_n = 1;
    static constexpr const char* tl_bits = "#0";
    static constexpr const char* tl_line = "chain#a flags:# next:flags.0?Chain = Chain";
    tl::opt<chain> next{};
};

} // namespace sample
