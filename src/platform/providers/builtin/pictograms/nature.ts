/** Pictograms of plants, animals, weather, earth and sky. Format: `pictogram: English | German | Chinese`. */
export const NATURE = `
sun: sun, sunlight, sunshine | Sonne, Sonnenlicht, Sonnenschein | 太阳, 阳光
sun-horizon: sunrise, sunset, dawn, dusk, horizon | Sonnenaufgang, Sonnenuntergang, Morgendämmerung, Abenddämmerung, Horizont | 日出, 日落, 黎明, 黄昏, 地平线
moon: moon, moonlight | Mond, Mondlicht | 月亮, 月球
moon-stars: night, midnight | Nacht, Nächte, Mitternacht | 夜晚, 夜间, 午夜
star: star | Stern | 星星, 恒星
planet: planet, Saturn, solar system | Planet, Saturn, Sonnensystem | 行星, 土星, 太阳系
globe-hemisphere-west: earth, world | Erde, Welt | 地球, 世界
meteor: meteor, meteorite, comet, asteroid | Meteor, Meteorit, Komet, Asteroid | 流星, 陨石, 彗星, 小行星
cloud: cloud | Wolke | 云, 云朵, 云层
cloud-rain: rain, rainfall, drizzle | Regen, Niederschlag | 雨, 雨水, 降雨
cloud-snow: snow, snowfall | Schnee, Schneefall | 雪, 降雪
cloud-fog: fog, mist | Nebel | 雾
cloud-lightning: thunderstorm, storm, thunder | Gewitter, Sturm, Stürme, Donner | 雷暴, 暴风雨, 风暴
lightning: lightning, electricity, voltage | Blitz, Elektrizität, Spannung | 闪电, 电力
rainbow: rainbow | Regenbogen | 彩虹
snowflake: snowflake, ice, frost, winter | Schneeflocke, Eis, Frost, Winter | 雪花, 冰, 冬天, 冬季
wind: wind, breeze | Wind, Brise | 风
hurricane: hurricane, cyclone, typhoon | Hurrikan, Zyklon, Taifun | 飓风, 台风
tornado: tornado | Tornado | 龙卷风
thermometer-hot: temperature, heat, thermometer, fever | Temperatur, Hitze, Wärme, Thermometer, Fieber | 温度, 温度计, 发烧
waves: wave, ocean, sea, tide | Welle, Ozean, Meer, Gezeiten | 波浪, 海浪, 海洋, 大海, 潮汐
drop: water, droplet, raindrop | Wasser, Tropfen, Wassertropfen | 水, 水滴, 雨滴
fire: fire | Feuer | 火, 火灾
flame: flame, candle | Flamme, Kerze | 火焰, 蜡烛
campfire: campfire | Lagerfeuer | 篝火
mountains: mountain, volcano, hill, summit, Alps, Himalaya | Berg, Gebirge, Vulkan, Hügel, Gipfel, Alpen, Himalaya | 山, 高山, 火山, 山脉, 山峰
island: island, beach | Insel, Strand, Strände | 岛, 岛屿, 海滩
tree: tree, oak | Baum, Bäume, Eiche | 树, 树木, 大树
tree-evergreen: forest, fir, pine, woods | Wald, Wälder, Tanne, Kiefer | 森林, 松树
tree-palm: palm tree, tropics, jungle | Palme, Tropen, Dschungel | 棕榈树, 热带, 丛林
leaf: leaf, leaves, foliage | Blatt, Blätter, Laub | 叶子, 树叶, 叶片
plant: plant, seedling, sprout, photosynthesis | Pflanze, Keimling, Photosynthese, Fotosynthese | 植物, 幼苗, 光合作用
potted-plant: houseplant | Zimmerpflanze | 盆栽
flower: flower, blossom, bloom | Blume, Blüte | 花, 花朵
flower-tulip: tulip | Tulpe | 郁金香
flower-lotus: lotus | Lotus, Seerose | 莲花, 荷花
cactus: cactus, desert | Kaktus, Kakteen, Wüste | 仙人掌, 沙漠
clover: clover | Klee, Kleeblatt | 三叶草
grains: wheat, grain, barley, cereal, flour | Weizen, Getreide, Korn, Gerste, Mehl | 小麦, 谷物, 粮食, 面粉
log: timber, firewood | Holz, Brennholz, Baumstamm | 木材, 木头
bird: bird, sparrow | Vogel, Vögel, Spatz | 鸟, 鸟类, 小鸟
feather: feather | Feder | 羽毛
butterfly: butterfly, moth | Schmetterling, Falter | 蝴蝶
bug-beetle: beetle, insect, ant | Käfer, Insekt, Ameise | 昆虫, 甲虫, 蚂蚁
fish: fish, salmon, tuna, herring | Fisch, Lachs, Thunfisch, Hering | 鱼, 鱼类
shrimp: shrimp, prawn | Garnele, Krabbe | 虾
cat: cat, kitten | Katze, Kater, Kätzchen | 猫, 小猫
dog: dog, puppy, wolf | Hund, Welpe, Wolf, Wölfe | 狗, 小狗
horse: horse, pony | Pferd, Pony | 马, 马匹
cow: cow, cattle | Kuh, Kühe, Rind, Rinder | 牛, 奶牛
rabbit: rabbit, hare, bunny | Hase, Kaninchen | 兔子
paw-print: paw, animal, mammal | Pfote, Tier, Säugetier | 动物, 哺乳动物
bone: bone, skeleton, fossil | Knochen, Skelett, Fossil | 骨头, 骨骼, 化石
egg: egg | Ei, Eier | 鸡蛋, 蛋
footprints: footprint | Fußabdruck, Fußabdrücke, Fußspur | 脚印, 足迹
dna: DNA, gene, genome | DNA, Gen, Gene, Genom, Erbgut | 基因, 基因组
virus: virus, bacteria, microbe, bacterium | Virus, Viren, Bakterien, Bakterium, Mikrobe | 病毒, 细菌, 微生物
brain: brain | Gehirn, Hirn | 大脑, 脑
heart: heart | Herz | 心脏
tooth: tooth, teeth, dentist | Zahn, Zähne, Zahnarzt | 牙齿, 牙
eye: eye | Auge | 眼睛
ear: ear | Ohr | 耳朵
hand: finger | Finger | 手指
skull: skull | Schädel, Totenkopf | 头骨, 骷髅
`;
