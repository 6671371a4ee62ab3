/** Pictograms of food, home, clothes, body, play and people. */
export const LIVING = `
bread: bread, loaf, toast | Brot, Brötchen, Toast | 面包
cheese: cheese | Käse | 奶酪
carrot: carrot, vegetable | Karotte, Möhre, Gemüse | 胡萝卜, 蔬菜
pepper: pepper, paprika, chili | Pfeffer, Paprika, Chili | 辣椒
avocado: avocado | Avocado | 牛油果
cherries: cherry, berry, berries | Kirsche, Beere, Beeren | 樱桃, 浆果
orange-slice: orange juice, lemon, citrus | Zitrone, Orangensaft, Zitrusfrucht | 橙子, 柠檬
cake: cake, birthday | Kuchen, Torte, Geburtstag | 蛋糕, 生日
cookie: cookie, biscuit | Keks, Plätzchen | 饼干
ice-cream: ice cream | Eiscreme, Speiseeis | 冰淇淋
pizza: pizza | Pizza | 披萨
hamburger: hamburger, burger | Hamburger, Burger | 汉堡
onigiri: rice | Reis | 米饭, 大米
bowl-steam: soup, noodles, broth | Suppe, Nudeln, Brühe | 汤, 面条
bowl-food: salad, porridge | Salat, Brei, Müsli | 沙拉, 粥
cooking-pot: pot, saucepan, recipe, stew | Topf, Töpfe, Rezept, Eintopf | 锅, 食谱
oven: oven | Ofen, Öfen, Backofen | 烤箱
fork-knife: food, meal, restaurant, lunch, dinner, breakfast | Essen, Mahlzeit, Restaurant, Mittagessen, Abendessen, Frühstück | 食物, 餐厅, 午餐, 晚餐, 早餐
chef-hat: chef, kitchen | Koch, Köchin, Küche | 厨师, 厨房
coffee: coffee, espresso, cup of tea | Kaffee, Espresso | 咖啡
coffee-bean: coffee bean | Kaffeebohne | 咖啡豆
tea-bag: tea | Tee | 茶
wine: wine, vineyard | Wein, Weinberg | 葡萄酒
beer-stein: beer, brewery | Bier, Brauerei | 啤酒
champagne: champagne | Champagner, Sekt | 香槟
popcorn: popcorn | Popcorn | 爆米花
knife: knife, knives | Messer | 刀
jar: jar, honey, jam | Honig, Marmelade | 罐子, 蜂蜜, 果酱
house: house, home | Haus, Häuser, Zuhause | 房子, 房屋
door: door | Tür | 门
key: key | Schlüssel | 钥匙
lamp: lamp | Lampe | 灯
lightbulb: light bulb, lightbulb, idea, invention | Glühbirne, Glühlampe, Idee, Erfindung | 灯泡, 主意, 想法, 发明
bed: bed, sleep, bedroom | Bett, Schlaf, Schlafzimmer | 床, 睡眠, 卧室
couch: couch, sofa | Sofa, Couch | 沙发
chair: chair | Stuhl, Stühle | 椅子
bathtub: bath, bathtub, bathroom | Badewanne, Badezimmer | 浴缸, 浴室
shower: shower | Dusche | 淋浴
toilet: toilet | Toilette | 厕所, 马桶
washing-machine: washing machine, laundry | Waschmaschine, Wäsche | 洗衣机
broom: broom | Besen | 扫帚
hand-soap: soap | Seife | 肥皂
scissors: scissors | Schere | 剪刀
needle: needle, thread, sewing | Nadel, Nähen | 针线
yarn: yarn, wool, knitting | Wolle, Garn, Stricken | 毛线, 羊毛
t-shirt: shirt, T-shirt, clothes, clothing | Hemd, T-Shirt, Kleidung | 衬衫, 衣服, 服装
pants: trousers, pants, jeans | Hose, Jeans | 裤子
dress: dress | Kleid | 连衣裙
sneaker: shoe, sneaker | Schuh, Turnschuh | 鞋, 鞋子
boot: boot | Stiefel | 靴子
sock: sock | Socke | 袜子
eyeglasses: glasses, spectacles | Brille | 眼镜
umbrella: umbrella | Regenschirm | 雨伞
handbag: handbag | Handtasche | 手提包
backpack: backpack, rucksack | Rucksack, Rucksäcke | 背包
watch: wristwatch | Armbanduhr | 手表
baby: baby, babies, infant | Baby, Babys, Säugling | 婴儿, 宝宝
user: person, human | Mensch, Person | 人类
users-three: people, crowd, community, team, population, visitor, passenger | Menschen, Leute, Gemeinschaft, Team, Bevölkerung, Besucher, Passagiere, Fahrgäste | 人们, 人群, 团队, 人口, 乘客, 游客
student: student, pupil | Student, Schüler, Schülerin | 学生
detective: detective | Detektiv | 侦探
handshake: handshake, agreement, partnership | Händedruck, Vereinbarung, Partnerschaft | 握手, 协议, 合作
hands-clapping: applause | Applaus, Beifall | 掌声
hands-praying: prayer | Gebet | 祈祷
barbell: gym, fitness, muscle, exercise | Fitness, Muskel, Krafttraining | 健身, 肌肉
person-simple-run: runner, marathon, jogging | Läufer, Marathon, Joggen | 跑步, 马拉松
person-simple-swim: swimmer, swimming | Schwimmer, Schwimmen | 游泳
person-simple-hike: hiker, hiking, hike | Wanderer, Wanderung | 徒步
person-simple-ski: skier, skiing | Skifahrer | 滑雪
soccer-ball: football, soccer | Fußball | 足球
basketball: basketball | Basketball | 篮球
tennis-ball: tennis | Tennis | 网球
volleyball: volleyball | Volleyball | 排球
swimming-pool: swimming pool | Schwimmbad, Schwimmbäder | 游泳池
trophy: trophy, championship, victory | Pokal, Meisterschaft, Sieg | 奖杯, 冠军, 胜利
medal: medal | Medaille | 奖牌
crown: crown, king, queen, kingdom, emperor | Krone, König, Königin, Königreich, Kaiser | 皇冠, 国王, 女王, 王国, 皇帝
sword: sword, knight | Schwert, Ritter | 剑, 骑士
guitar: guitar | Gitarre | 吉他
piano-keys: piano | Klavier | 钢琴
music-notes: music, song, melody, orchestra | Musik, Lied, Melodie, Orchester | 音乐, 歌曲, 旋律
microphone: microphone, podcast | Mikrofon, Podcast | 麦克风, 播客
headphones: headphones | Kopfhörer | 耳机
palette: painting, painter, artist | Gemälde, Maler, Malerin, Künstler | 绘画, 画家, 艺术家
paint-brush: paintbrush | Pinsel | 画笔
camera: camera, photograph, photo | Kamera, Foto, Fotografie | 相机, 照片
film-slate: film, movie, cinema | Film, Kino | 电影
mask-happy: theatre, theater, comedy | Theater, Komödie | 剧院, 戏剧
game-controller: video game | Videospiel | 游戏
puzzle-piece: puzzle | Puzzle, Rätsel | 拼图
dice-five: dice | Würfel | 骰子
gift: gift, present | Geschenk | 礼物
balloon: balloon | Ballon, Luftballon | 气球
confetti: celebration, party | Feier, Party | 庆祝, 派对
`;
